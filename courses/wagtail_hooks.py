"""What this package adds to Wagtail: its pages' views, the bank, the list of certificates."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, ButtonWithDropdown
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from courses.access import courses_to_edit
from courses.models import CataloguePage, CoursePage, ModulePage, Question, QuizPage, Step
from courses.reporting.bank import QuestionUse, uses_of
from courses.views import authoring, items, marking, pages

_VIEWS = {
    CataloguePage: pages.catalogue,
    CoursePage: pages.course,
    ModulePage: pages.module,
    Step: pages.step,
}


# Innermost: view restrictions and other hooks are asked before.
@hooks.register("on_serve_page", order=1000)
def serve_learning_pages(next_in_chain):
    """Course pages are answered by our views; models of pages know nothing of learners."""

    def answer(page: Page, request: HttpRequest, args: list, kwargs: dict) -> HttpResponse:
        for model, view in _VIEWS.items():
            if isinstance(page, model):
                return view(request, page)
        return next_in_chain(page, request, args, kwargs)

    return answer


@hooks.register("register_admin_urls")
def authoring_urls() -> list:
    """What authors look at beside the pages themselves."""
    return [
        path("steps/translations/", authoring.translations, name="step_translations"),
        path("steps/checks/", authoring.checks, name="step_checks"),
        path("steps/to-check/", authoring.to_check, name="steps_to_check"),
        path("steps/quizzes/", marking.quizzes, name="quizzes_of_authors"),
        path("steps/<int:pk>/items/", items.analysis, name="quiz_items"),
        path("steps/<int:pk>/marking/", marking.overview, name="quiz_marking"),
        path("steps/<int:pk>/marking/late/<int:late_pk>/", marking.decide, name="quiz_late"),
        path("steps/<int:pk>/marking/<uuid:question_id>/", marking.corrected, name="quiz_regrade"),
    ]


class AuthorsMenuItem(MenuItem):
    """For those who may work on courses."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may edit any course."""
        return bool(courses_to_edit(request.user))


@hooks.register("register_page_header_buttons")
def marking_button(page: Page, user, next_url=None, view_name=None, **kwargs) -> Iterator[Button]:
    """From a quiz to what is to be decided about its answers."""
    if isinstance(page, QuizPage):
        address = reverse("quiz_items", args=[page.pk])
        yield Button(_("How its questions worked"), address, icon_name="history", priority=60)
        address = reverse("quiz_marking", args=[page.pk])
        yield Button(_("Marking"), address, icon_name="tasks", priority=61)


@hooks.register("register_reports_menu_item")
def translations_menu_item() -> MenuItem:
    """The table of steps and languages."""
    return AuthorsMenuItem(
        _("Steps in each language"),
        reverse_lazy("step_translations"),
        name="step-translations",
        icon_name="globe",
        order=1000,
    )


@hooks.register("register_reports_menu_item")
def checks_menu_item() -> MenuItem:
    """The table of what the checks find."""
    return AuthorsMenuItem(
        _("Checks of the content"),
        reverse_lazy("step_checks"),
        name="step-checks",
        icon_name="glasses",
        order=1010,
    )


@hooks.register("register_reports_menu_item")
def to_check_menu_item() -> MenuItem:
    """What nobody has compared with its source yet."""
    return AuthorsMenuItem(
        _("Sources to check"),
        reverse_lazy("steps_to_check"),
        name="steps-to-check",
        icon_name="link",
        order=1015,
    )


@hooks.register("register_reports_menu_item")
def quizzes_menu_item() -> MenuItem:
    """The list of quizzes with what they lead to."""
    return AuthorsMenuItem(
        _("Quizzes: questions and marking"),
        reverse_lazy("quizzes_of_authors"),
        name="quizzes-of-authors",
        icon_name="tasks",
        order=1020,
    )


@hooks.register("register_log_actions")
def register_actions(actions) -> None:
    """The verbs of learning in Wagtail's log, the only log there is."""
    actions.register_action("courses.grant", _("Give access"), _("Gave access to a course"))
    actions.register_action("courses.cohort", _("Name cohort"), _("Named a cohort"))
    actions.register_action(
        "courses.cohort_staff", _("Set staff of a cohort"), _("Set the staff of a cohort")
    )
    actions.register_action("courses.extend", _("Extend access"), _("Extended access to a course"))
    actions.register_action("courses.extra_time", _("Give extra time"), _("Gave extra time"))
    actions.register_action("courses.regrade", _("Mark again"), _("Marked a question again"))
    actions.register_action("courses.restore", _("Restore access"), _("Restored access"))
    actions.register_action(
        "courses.late_answer", _("Decide on a late answer"), _("Decided on a late answer")
    )
    actions.register_action("courses.withdraw", _("Withdraw access"), _("Withdrew access"))
    actions.register_action(
        "courses.release", _("Release certificate"), _("Released a held certificate")
    )
    actions.register_action("courses.issue", _("Issue certificate"), _("Issued a certificate"))
    actions.register_action(
        "courses.reissue",
        _("Issue certificate anew"),
        _("Issued a certificate in the place of another"),
    )
    actions.register_action(
        "courses.supersede", _("Replace certificate"), _("Replaced a certificate")
    )
    actions.register_action("courses.revoke", _("Revoke certificate"), _("Revoked a certificate"))
    actions.register_action(
        "courses.restore_certificate", _("Restore certificate"), _("Restored a certificate")
    )
    actions.register_action(
        "courses.rebuild", _("Draw certificate again"), _("Drew a lost PDF again")
    )
    actions.register_action(
        "courses.template", _("Change template"), _("Changed a template of certificates")
    )


class QuestionIndexView(IndexView):
    """The list of the bank without wagtail-localize's buttons, which cost two queries a line.

    A question's own page has them.
    """

    def paginate_queryset(self, queryset, page_size):
        """Each question of this page of the list with its use."""
        paginator, page, questions, has_pages = super().paginate_queryset(queryset, page_size)
        page.object_list = questions = list(questions)
        uses = uses_of(questions)
        for question in questions:
            question.use = uses[question.pk]
        return paginator, page, questions, has_pages

    def get_list_buttons(self, instance):
        """Wagtail's own buttons."""
        label = _("More options for “%(title)s”") % {"title": instance}
        own = self.get_list_more_buttons(instance)
        return [
            ButtonWithDropdown(
                buttons=[b if isinstance(b, Button) else Button.from_menu_item(b) for b in own],
                icon_name="dots-horizontal",
                attrs={"aria-label": label},
            )
        ]


def use_in_words(use: QuestionUse) -> str:
    """The quizzes of a question, or that it was asked once."""
    if use.quizzes:
        return ", ".join(use.quizzes)
    return gettext("asked before") if use.was_asked else ""


@hooks.register("before_delete_snippet")
def keep_used_questions(request: HttpRequest, instances: list) -> HttpResponse | None:
    """A question that is used stays, and the page says where; from a list too."""
    questions = [each for each in instances if isinstance(each, Question)]
    uses = uses_of(questions)
    used = [question for question in questions if uses[question.pk].is_used]
    for question in used:
        words = {"question": question, "use": use_in_words(uses[question.pk])}
        messages.error(
            request,
            gettext(
                "“%(question)s” is used and was not deleted (%(use)s). Take it out of its quizzes "
                "and unpublish it: it is then asked no more, and what people answered stays."
            )
            % words,
        )
    return redirect("wagtailsnippets_courses_question:list") if used else None


@register_snippet
class QuestionViewSet(SnippetViewSet):
    """The question bank."""

    model = Question
    icon = "help"
    menu_label = _("Question bank")
    index_view_class = QuestionIndexView
    add_to_admin_menu = True
    list_display = [
        "__str__",
        Column("kind", label=_("Type")),
        "difficulty",
        Column("use", label=_("Used in"), accessor=lambda question: use_in_words(question.use)),
        "live",
    ]
    list_filter = ["difficulty", "live"]

    def get_queryset(self, request):
        """With the latest revision, which the list asks each question for."""
        return Question.objects.select_related("latest_revision")
