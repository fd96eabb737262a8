"""Writing to people of an edition in the CMS: the words, a preview, and what was sent."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lms.seminars.actions import Letter, put_template, write_message
from lms.seminars.board_forms import WishForm
from lms.seminars.errors import SeminarRefusal
from lms.seminars.message_forms import KindForm, MessageForm, ToForm, WhichWordsForm, WordsForm
from lms.seminars.models import Edition, MessageTemplate
from lms.seminars.places import PLACES
from lms.seminars.reporting import Board, Row, board_of
from lms.seminars.views.running import edition_or_404
from lms.seminars.writing import language_names, letters_to, previews, texts_of, words_of

PAGE = 50
# A letter that was taken longer ago was lost with its worker.
LONGEST = timedelta(hours=1)


def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written to people of the edition, and how far the worker is."""
    edition = edition_or_404(request, pk)
    waiting = Q(recipients__sent_at=None, recipients__skipped_at=None)
    lost = Q(recipients__taken_at__lt=timezone.now() - LONGEST)
    written = edition.messages.select_related("by").annotate(
        people=Count("recipients"),
        sent=Count("recipients", filter=Q(recipients__sent_at__isnull=False)),
        skipped=Count("recipients", filter=Q(recipients__skipped_at__isnull=False)),
        unclear=Count("recipients", filter=waiting & lost),
    )
    written = written.order_by("-created_at", "-pk")
    page = Paginator(written, PAGE).get_page(request.GET.get("p"))
    context = {
        "edition": edition,
        "page_obj": page,
        "rows": [(message, texts_of(message)) for message in page],
    }
    return render(request, "seminars/cms/messages.html", context)


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A message to those chosen on the board: words, preview, sending."""
    edition = edition_or_404(request, pk)
    if request.method != "POST":
        return redirect("edition_readiness", pk)
    rows = _chosen(request, board_of(edition, get_language() or "en"))
    if not rows:
        messages.error(request, _("Choose at least one person on the board."))
        return redirect("edition_readiness", pk)
    letters = letters_to(edition, rows)
    step = request.POST.get("step")
    if step not in ("preview", "send", "change"):
        return _page(request, edition, letters, _beginning(request, edition, letters))
    form = MessageForm(request.POST, languages=language_names(letters))
    if step == "change" or not form.is_valid():
        return _page(request, edition, letters, form)
    if step == "send" and _write(request, edition, letters, form):
        return redirect("edition_messages", pk)
    return _page(request, edition, letters, form, previews=previews(letters, form.words()))


def _chosen(request: HttpRequest, board: Board) -> list[Row]:
    """The people of a message: named by the form, ticked on the board, or all that it shows."""
    if "to" in request.POST:
        form = ToForm(request.POST)
        return board.chosen(form.cleaned_data["to"]) if form.is_valid() else []
    if request.POST.get("whom") == "shown":
        form = WishForm(request.POST, board=board)
        return board.shown(form.wish()) if form.is_valid() else []
    ticked = (key for key in request.POST.getlist("person") if key.isdecimal())
    return board.chosen(int(key) for key in ticked)


def _beginning(request: HttpRequest, edition: Edition, letters: list[Letter]) -> MessageForm:
    kind_form = KindForm(request.POST)
    kind = kind_form.cleaned_data["kind"] if kind_form.is_valid() else MessageTemplate.Kind.BEGIN
    languages = language_names(letters)
    return MessageForm.beginning(kind, words_of(edition, kind, languages), languages)


def _page(
    request: HttpRequest,
    edition: Edition,
    letters: list[Letter],
    form: MessageForm,
    previews: list | None = None,
) -> HttpResponse:
    context = {
        "edition": edition,
        "form": form,
        "kind_form": KindForm(initial={"kind": form["kind"].value()}),
        "letters": letters,
        "to": ",".join(str(letter.participation.pk) for letter in letters),
        "places": PLACES.items(),
        "previews": previews,
    }
    return render(request, "seminars/cms/message.html", context)


def _write(
    request: HttpRequest, edition: Edition, letters: list[Letter], form: MessageForm
) -> bool:
    data = form.cleaned_data
    try:
        write_message(
            edition, letters, form.words(), key=data["key"], kind=data["kind"], by=request.user
        )
    except SeminarRefusal as refusal:
        messages.error(request, str(refusal))
        return False
    text = ngettext(
        "The message to %(n)s person is on its way.",
        "The message to %(n)s people is on its way.",
        len(letters),
    )
    messages.success(request, text % {"n": len(letters)})
    return True


def words(request: HttpRequest, pk: int) -> HttpResponse:
    """The edition's own words for each kind of message in each language of the site."""
    edition = edition_or_404(request, pk)
    data = request.POST or request.GET
    which = WhichWordsForm(data if "kind" in data else None)
    chosen = which.cleaned_data if which.is_bound and which.is_valid() else None
    form = _words_form(request, edition, chosen) if chosen else None
    if request.method == "POST" and chosen and form and form.is_valid():
        put_template(edition, **chosen, **form.cleaned_data, by=request.user)
        messages.success(request, _("The words were kept."))
        address = reverse("edition_message_words", args=[pk])
        return redirect(f"{address}?kind={chosen['kind']}&language={chosen['language']}")
    context = {"edition": edition, "which": which, "form": form, "places": PLACES.items()}
    return render(request, "seminars/cms/words.html", context)


def _words_form(request: HttpRequest, edition: Edition, chosen: dict[str, str]) -> WordsForm:
    language = chosen["language"]
    subject, body = words_of(edition, chosen["kind"], [language])[language]
    initial = {"subject": subject, "body": body}
    return WordsForm(request.POST or None, language=language, initial=initial)
