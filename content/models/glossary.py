"""The glossary: a term is a snippet, the page lists them all, and each has its own address.

A text links to a term by an ordinary anchor, `#term-genocide`: the page that shows the text
explains the terms it links to (`content.terms`).
"""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.models import (
    DraftStateMixin,
    Locale,
    LockableMixin,
    Page,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content.blocks import INLINE, SourceBlock
from content.checked_pages import CheckedPage
from content.footnotes import Footnotes
from content.panels import ChecksPanel


def _sorted_as(term: str) -> str:
    """What a term is sorted by: quotation marks say nothing, capitals neither."""
    return term.casefold().lstrip("“„\"'«‹ ")


class GlossaryTermQuerySet(models.QuerySet["GlossaryTerm"]):
    """Terms by language."""

    def live(self) -> "GlossaryTermQuerySet":
        """Those that are published."""
        return self.filter(live=True)

    def read_in(self, locale, source_locale) -> "list[GlossaryTerm]":
        """Each live term once, in `locale` or else in `source_locale`, by its first letters."""
        found = self.live().filter(locale__in={locale, source_locale}).select_related("locale")
        by_slug: dict[str, GlossaryTerm] = {}
        for term in found:
            if term.slug not in by_slug or term.locale_id == locale.pk:
                by_slug[term.slug] = term
        return sorted(by_slug.values(), key=lambda term: _sorted_as(term.term))


class GlossaryTerm(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    models.Model,
):
    """A word with its exact meaning and where the meaning can be checked."""

    slug = models.CharField(
        _("short name for links"),
        max_length=80,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$")],
        help_text=_(
            "Small letters and hyphens, the same in every language. A text links to the term by "
            "the anchor “term-” with this name, like term-genocide."
        ),
    )
    term = models.CharField(_("term"), max_length=120)
    forms = models.CharField(
        _("other forms"),
        max_length=255,
        blank=True,
        help_text=_("Separated by commas. A search finds the term by them too."),
    )
    text = RichTextField(_("meaning"), features=INLINE)
    caution = models.TextField(
        _("a common confusion"), blank=True, help_text=_("What the word does not say.")
    )
    sources = StreamField(
        [("source", SourceBlock())], min_num=1, verbose_name=_("sources"), blank=False
    )
    objects = GlossaryTermQuerySet.as_manager()

    panels = [
        FieldPanel("term"),
        FieldPanel("forms"),
        FieldPanel("text"),
        FieldPanel("caution"),
        FieldPanel("sources"),
        FieldPanel("slug"),
    ]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]
    search_fields = [
        index.SearchField("term", boost=2),
        index.SearchField("forms"),
        index.SearchField("text"),
        index.AutocompleteField("term"),
        index.FilterField("locale_id"),
        index.FilterField("live"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("term")
        verbose_name_plural = _("glossary")
        ordering = ["term"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "locale"], name="glossary_term_once")
        ]

    def __str__(self) -> str:
        return self.term

    @property
    def letter(self) -> str:
        """The letter under which the term stands; “Final Solution” stands under F."""
        return _sorted_as(self.term)[:1].upper()

    @property
    def source_values(self) -> list:
        """Its sources as plain values."""
        return [child.value for child in self.sources]

    @property
    def anchor(self) -> str:
        """The id under which a page explains the term."""
        return f"term-{self.slug}"

    def clean(self) -> None:
        """Another term of the language has the same short name: said at its field."""
        super().clean()
        others = GlossaryTerm.objects.filter(slug=self.slug, locale_id=self.locale_id)
        if self.locale_id and others.exclude(pk=self.pk).exists():
            raise ValidationError({"slug": _("Another term has this short name: choose another.")})

    def get_preview_template(self, request, mode_name):
        """The term as its own page shows it."""
        return "content/term_page.html"

    def get_preview_context(self, request, mode_name):
        """Adds what the page has."""
        context = super().get_preview_context(request, mode_name)
        return {**context, "term": self, "footnotes": Footnotes(), "is_preview": True}


class GlossaryPage(RoutablePageMixin, CheckedPage):
    """All terms, each with its meaning, and a page for each."""

    lead = models.TextField(_("lead"), blank=True)

    parent_page_types = ["content.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    template = "content/glossary_page.html"
    checked_texts = ("title", "lead")
    content_panels = [ChecksPanel(), *Page.content_panels, FieldPanel("lead")]
    search_fields = [*Page.search_fields, index.SearchField("lead")]

    class Meta:
        verbose_name = _("glossary page")

    def terms(self) -> list[GlossaryTerm]:
        """The terms in the page's language; what is not translated yet, in the source's."""
        return GlossaryTerm.objects.read_in(self.locale, Locale.get_default())

    @path("")
    def every_term(self, request):
        """The list."""
        return self.render(request, context_overrides={"terms": self.terms()})

    @path("<slug:slug>/", name="term")
    def one_term(self, request, slug):
        """One term on a page of its own. Raises Http404 for an unknown one."""
        terms = self.terms()
        number = next((n for n, term in enumerate(terms) if term.slug == slug), None)
        if number is None:
            raise Http404
        neighbours = {
            "previous": terms[number - 1] if number else None,
            "next": terms[number + 1] if number + 1 < len(terms) else None,
        }
        return self.render(
            request,
            template="content/term_page.html",
            context_overrides={"term": terms[number], **neighbours},
        )

    def get_context(self, request, *args, **kwargs):
        """Adds `footnotes`, which numbers the sources; a preview lists the terms too."""
        context = super().get_context(request, *args, **kwargs)
        return {"terms": self.terms(), **context, "footnotes": Footnotes()}
