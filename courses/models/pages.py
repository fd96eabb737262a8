"""The pages of a course: catalogue, course, module, lesson, quiz.

A step is a page whose model inherits `Step`; an upper package may add one. The pages hold what
authors write and nothing that a learner does. What a visitor gets is made by `courses.views`,
which `courses.wagtail_hooks` puts in Wagtail's way; `get_context` here serves previews only.
"""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content.blocks import INLINE, PROSE
from content.bodies import LessonBody
from content.checked_pages import CheckedPage, blocks_in
from content.footnotes import Footnotes
from content.notices import NoticeLevel, ReviewState
from content.panels import ChecksPanel
from courses import policy
from courses.blocks import ObjectivesBlock, QuestionListBlock
from courses.content_checks import lesson_findings, quiz_findings, seat_time_findings
from courses.questions import TYPES
from courses.seat_time import lesson_minutes, quiz_minutes


class CataloguePage(Page):
    """The list of courses."""

    lead = models.TextField(_("lead"), blank=True)

    parent_page_types = ["content.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count_per_parent = 1
    template = "courses/catalogue_page.html"
    content_panels = [*Page.content_panels, FieldPanel("lead")]
    search_fields = [*Page.search_fields, index.SearchField("lead")]

    class Meta:
        verbose_name = _("catalogue")


class CoursePage(CheckedPage):
    """A course; its `translation_key` is the course's key in every language."""

    class Phase(models.TextChoices):
        """Where a course belongs in the programme."""

        PRE_SEMINAR = "pre-seminar", _("Before the seminar")
        POST_SEMINAR = "post-seminar", _("After the seminar")
        ALUMNI = "alumni", _("For alumni")
        OPEN = "open", _("Open to all")

    phase = models.CharField(_("phase"), max_length=20, choices=Phase, default=Phase.OPEN)
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("One sentence, shown under the title.")
    )
    objectives = StreamField(ObjectivesBlock(required=False), blank=True)
    about = RichTextField(_("about the course"), features=PROSE, blank=True)
    certificate_asks = RichTextField(_("what the certificate asks"), features=INLINE, blank=True)
    open_enrolment = models.BooleanField(
        _("open to every signed-in person"),
        default=False,
        help_text=_("Otherwise people are enrolled by the programme."),
    )

    parent_page_types = ["courses.CataloguePage"]
    subpage_types = ["courses.ModulePage"]
    admin_default_ordering = "ord"
    template = "courses/course_page.html"
    checked_texts = ("title", "summary", "about", "certificate_asks")
    checked_streams = ("objectives",)
    content_panels = [
        ChecksPanel(),
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("phase"),
        FieldPanel("objectives"),
        FieldPanel("about"),
        FieldPanel("certificate_asks"),
        FieldPanel("open_enrolment"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("about"),
    ]

    class Meta:
        verbose_name = _("course")

    def get_context(self, request, *args, **kwargs):
        """A preview: the course as a visitor reads it."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, "page_language": self.locale.language_code}


class ModulePage(CheckedPage):
    """A part of a course that holds its steps."""

    summary = models.TextField(_("summary"), blank=True)

    parent_page_types = ["courses.CoursePage"]
    admin_default_ordering = "ord"
    template = "courses/module_page.html"
    checked_texts = ("title", "summary")
    content_panels = [ChecksPanel(), *Page.content_panels, FieldPanel("summary")]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("module")


class Step(CheckedPage):
    """Something to finish: the base of lessons, quizzes and what upper packages add."""

    class OpensAfter(models.TextChoices):
        """Which earlier steps must be finished first."""

        ANYTIME = "anytime", _("At any time")
        PREVIOUS = "previous", _("After the step before it")
        MODULE = "module", _("After the earlier steps of its module")
        COURSE = "course", _("After all earlier steps of the course")

    kind = "step"

    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("How long a careful reader needs."),
    )
    opens_after = models.CharField(
        _("opens"), max_length=10, choices=OpensAfter, default=OpensAfter.ANYTIME
    )
    counts = models.BooleanField(
        _("needed to finish the course"),
        default=True,
        help_text=_("Otherwise it is offered, and the course can be finished without it."),
    )

    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    step_panels = MultiFieldPanel(
        [FieldPanel("minutes"), FieldPanel("opens_after"), FieldPanel("counts")],
        heading=_("In the course"),
    )

    class Meta:
        abstract = True

    @property
    def question_count(self) -> int:
        """How many questions the step asks; 0 for a step that is read."""
        return 0

    def studied_content(self) -> dict:
        """What a person studied, as plain data, for the studied text. Holds no right answers."""
        return {"title": self.title}

    def get_context(self, request, *args, **kwargs):
        """A preview: the step as a learner reads it, without anybody's progress."""
        context = super().get_context(request, *args, **kwargs)
        language = self.locale.language_code
        return {
            **context,
            "footnotes": Footnotes(),
            "is_preview": True,
            "page_language": language,
        }


class LessonPage(Step):
    """A lesson: objectives, a notice of what comes, a body of blocks with their sources."""

    kind = "lesson"

    summary = models.TextField(_("summary"), blank=True)
    objectives = StreamField(ObjectivesBlock(required=False), blank=True)
    notice_level = models.PositiveSmallIntegerField(
        _("content notice"), choices=NoticeLevel, default=NoticeLevel.NONE
    )
    notice_text = models.TextField(
        _("text of the notice"),
        blank=True,
        help_text=_("What comes. The page adds that it may be passed over."),
    )
    body = StreamField(LessonBody(required=False), blank=True, verbose_name=_("body"))
    review_state = models.CharField(
        _("state of review"), max_length=10, choices=ReviewState, default=ReviewState.PENDING
    )
    review_missing = models.TextField(
        _("what is still to confirm"), blank=True, help_text=_("Shown to authors only.")
    )

    # What authors still have to confirm is told about the source.
    override_translatable_fields = [SynchronizedField("review_missing")]

    template = "courses/lesson_page.html"
    checked_texts = ("title", "summary", "notice_text")
    checked_streams = ("objectives", "body")
    checked_facts = ("notice_level",)
    content_panels = [
        ChecksPanel(),
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("objectives"),
        MultiFieldPanel(
            [FieldPanel("notice_level"), FieldPanel("notice_text")], heading=_("Content notice")
        ),
        FieldPanel("body"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Content")),
            ObjectList(
                [
                    Step.step_panels,
                    MultiFieldPanel(
                        [FieldPanel("review_state"), FieldPanel("review_missing")],
                        heading=_("Review"),
                    ),
                ],
                heading=_("Course and review"),
            ),
            ObjectList(Page.promote_panels, heading=_("Address and menus")),
            ObjectList(Page.settings_panels, heading=_("Schedule"), classname="settings"),
        ]
    )
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("lesson")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(notice_level__lte=3), name="lesson_notice_known"
            )
        ]

    def clean(self) -> None:
        """A notice has a level and a text, or neither; a draft may still want one of them."""
        super().clean()
        if self.is_draft_save:
            return
        if self.notice_level and not self.notice_text:
            raise ValidationError({"notice_text": _("Say what comes, or choose “No notice”.")})
        if self.notice_text and not self.notice_level:
            raise ValidationError({"notice_level": _("Choose a level for this notice.")})

    def own_findings(self):
        """Notice, headings, objectives, reflection."""
        body, objectives = blocks_in(self, "body"), blocks_in(self, "objectives")
        return [
            *lesson_findings(body, objectives, bool(self.notice_level), self.language),
            *seat_time_findings(self.minutes or 0, lesson_minutes(body)),
        ]

    def studied_content(self) -> dict:
        """Objectives, notice and body as they stand in this revision."""
        return {
            "title": self.title,
            "objectives": [child.value for child in self.objectives],
            "notice": self.notice_text,
            "body": self.body.get_prep_value(),
        }


class QuizPage(Step):
    """A quiz; each try gets a frozen paper made from its questions (`courses.papers`)."""

    kind = "quiz"

    introduction = RichTextField(_("introduction"), features=PROSE, blank=True)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark"),
        default=70,
        validators=[MaxValueValidator(100)],
        help_text=_("Per cent of the points; 0 means that handing in is enough."),
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("tries"),
        default=0,
        help_text=_("How often a person may try; 0 means as often as needed."),
    )
    purpose = models.CharField(
        _("purpose"),
        max_length=10,
        choices=policy.Purpose,
        default=policy.Purpose.GRADED,
        help_text=_("Where handing in is enough, the pass mark has no meaning."),
    )
    time_limit = models.PositiveSmallIntegerField(
        _("time limit"),
        default=0,
        validators=[MaxValueValidator(policy.MOST_MINUTES)],
        help_text=_("Minutes; 0 means none. Extra time is given to a person, not to a quiz."),
    )
    grace = models.PositiveSmallIntegerField(
        _("grace"),
        default=60,
        validators=[MaxValueValidator(policy.MOST_GRACE)],
        help_text=_("Seconds after the time limit in which answers still arrive in time."),
    )
    release = models.CharField(
        _("right answers and reasons are shown"),
        max_length=10,
        choices=policy.Release,
        default=policy.Release.SUBMISSION,
        help_text=_("Somebody without a due date has none to wait for, and sees them at once."),
    )
    asks_certainty = models.BooleanField(
        _("ask how sure the person is"),
        default=False,
        help_text=_("It is recorded with each answer and changes no points."),
    )
    shuffles_questions = models.BooleanField(_("shuffle the questions"), default=False)
    shuffles_choices = models.BooleanField(
        _("shuffle the answers"),
        default=True,
        help_text=_("Except where a question keeps their order."),
    )
    questions = StreamField(QuestionListBlock(required=False), blank=True)

    template = "courses/quiz_page.html"
    checked_texts = ("title", "introduction")
    checked_streams = ("questions",)
    content_panels = [
        ChecksPanel(),
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("questions"),
    ]
    rule_panels = [
        MultiFieldPanel(
            [FieldPanel("purpose"), FieldPanel("pass_mark"), FieldPanel("attempts_allowed")],
            heading=_("To pass"),
        ),
        MultiFieldPanel([FieldPanel("time_limit"), FieldPanel("grace")], heading=_("Time")),
        MultiFieldPanel(
            [
                FieldPanel("release"),
                FieldPanel("asks_certainty"),
                FieldPanel("shuffles_questions"),
                FieldPanel("shuffles_choices"),
            ],
            heading=_("Questions and reasons"),
        ),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Content")),
            ObjectList([Step.step_panels, *rule_panels], heading=_("Course and rules")),
            ObjectList(Page.promote_panels, heading=_("Address and menus")),
            ObjectList(Page.settings_panels, heading=_("Schedule"), classname="settings"),
        ]
    )
    # Questions, answers and reasons stay out of the search index.
    search_fields = [*Page.search_fields]

    class Meta:
        verbose_name = _("quiz")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pass_mark__lte=100), name="quiz_pass_mark_in_per_cent"
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=policy.Purpose.values), name="quiz_purpose_known"
            ),
            models.CheckConstraint(
                condition=models.Q(release__in=policy.Release.values), name="quiz_release_known"
            ),
        ]

    @property
    def has_to_be_passed(self) -> bool:
        """Whether the pass mark decides; otherwise handing in finishes the step."""
        return policy.Purpose(self.purpose).has_to_be_passed and self.pass_mark > 0

    @property
    def question_count(self) -> int:
        """How many questions one paper holds at the most; nothing is read from the database.

        A question of the bank that was deleted or unpublished is left out of papers.
        """
        return sum(
            (child["value"].get("number") or 0) if child["type"] == "draw" else 1
            for child in self.questions.raw_data
        )

    def own_findings(self):
        """The questions, their answers and reasons."""
        questions = blocks_in(self, "questions")
        found = list(quiz_findings(questions, self.language))
        if all(block.kind in TYPES for block in questions) and questions:
            found += seat_time_findings(self.minutes or 0, quiz_minutes(questions))
        return found

    def studied_content(self) -> dict:
        """The introduction; the questions a person met are in their own papers."""
        return {"title": self.title, "introduction": self.introduction}


def step_models() -> list[type[Step]]:
    """Every concrete model that inherits Step, in the order of their names."""
    from django.apps import apps

    found = [
        model for model in apps.get_models() if issubclass(model, Step) and not model._meta.abstract
    ]
    return sorted(found, key=lambda model: model._meta.label)
