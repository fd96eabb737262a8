"""The selection in the CMS: who is proposed, the balance, and decisions on several at once."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lms.seminars.access import edition_to_run
from lms.seminars.actions import decide_for_many
from lms.seminars.errors import SeminarRefusal, told_together
from lms.seminars.forms.selection import DecisionForm, WishForm
from lms.seminars.models import Edition, Participation
from lms.seminars.selection import LEAST_STATES, balance_of, in_turn, people_shown
from lms.seminars.transitions import Verb

PAGE = 100
# So many stand on the page of the selection; the filter shows them all.
WAITING = 50


def selection(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody of the edition; POST decides on those who are ticked."""
    edition = edition_to_run(request.user, pk)
    balance = balance_of(edition)
    wish_form = WishForm(request.GET, balance=balance)
    wish = wish_form.wish()
    page = Paginator(people_shown(edition, wish), PAGE).get_page(request.GET.get("p"))
    form = DecisionForm(request.POST if request.method == "POST" else None, rows=page.object_list)
    if request.method == "POST" and form.is_valid():
        _decide(request, edition, form)
        return redirect(request.get_full_path())
    context = {
        "edition": edition,
        "balance": balance,
        "least_states": LEAST_STATES,
        "wish_form": wish_form,
        "is_filtered": not wish.is_empty,
        "form": form,
        "ticked": form.ticked(),
        "page_obj": page,
        "waiting": edition.participations.waiting().with_people()[:WAITING],
    }
    return render(request, "seminars/cms/selection.html", context)


def _decide(request: HttpRequest, edition: Edition, form: DecisionForm) -> None:
    """Carry the decision out for each by itself, who waits longest first."""
    rows = in_turn(edition.participations.filter(pk__in=form.cleaned_data["people"]))
    verb, reason = Verb(form.cleaned_data["verb"]), form.cleaned_data["reason"]
    moved, refused = decide_for_many(rows.with_people(), verb, by=request.user, reason=reason)
    tell(request, verb, moved, refused)


def tell(
    request: HttpRequest,
    verb: Verb,
    moved: Sequence[Participation],
    refused: Sequence[SeminarRefusal],
) -> None:
    """Who was moved, and each refusal with its sentence; one sentence for all whom it befell."""
    if moved:
        names = ", ".join(str(participation.user) for participation in moved)
        told = _("“%(verb)s” was carried out for: %(names)s.")
        messages.success(request, told % {"verb": verb.label, "names": names})
    for sentence in told_together(refused):
        messages.error(request, sentence)
