"""One person of an edition in the CMS: their history, what is decided, what stands about them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.accounts.errors import AccountRefusal
from lms.seminars.access import edition_to_run, person_to_run
from lms.seminars.actions import (
    change_participation,
    decide_for_many,
    import_nominees,
    send_offer,
)
from lms.seminars.errors import AlreadyInEdition, SeminarRefusal
from lms.seminars.forms.selection import AddForm, ChangesForm
from lms.seminars.history import history_of
from lms.seminars.importing import Fate, propose_nominees
from lms.seminars.models import Edition
from lms.seminars.transitions import RULES, STAFF_VERBS, State, Verb, verbs_now
from lms.seminars.views.selection import tell


def person(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Somebody's page; POST changes role, funding, post, motivation or note."""
    participation = person_to_run(request.user, pk, person_pk)
    form = ChangesForm.of(participation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_participation(participation, form.changes(), by=request.user)
        except SeminarRefusal as refusal:
            form.add_error("role", str(refusal))
        else:
            messages.success(request, _("What you entered was kept."))
            return redirect("edition_person", pk, person_pk)
    verbs = [(v, RULES[v].needs_reason) for v in verbs_now(participation.state, participation.role)]
    context = {
        "edition": participation.edition,
        "participation": participation,
        "form": form,
        # What goes on comes first, what ends a place last.
        "verbs": sorted(verbs, key=lambda pair: pair[1]),
        "is_offered": participation.state == State.ACCEPTED,
        "history": history_of(participation),
    }
    return render(request, "seminars/cms/edition_person.html", context)


@require_POST
def decide(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Carry out a verb for one person."""
    participation = person_to_run(request.user, pk, person_pk)
    asked = request.POST.get("verb", "")
    if asked in STAFF_VERBS:
        reason = request.POST.get("reason", "")[:300]
        moved, refused = decide_for_many([participation], asked, by=request.user, reason=reason)
        tell(request, Verb(asked), moved, refused)
    return redirect("edition_person", pk, person_pk)


@require_POST
def offer_again(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Have the letter of an offer sent once more."""
    participation = person_to_run(request.user, pk, person_pk)
    try:
        send_offer(participation, by=request.user)
    except SeminarRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The letter is on its way."))
    return redirect("edition_person", pk, person_pk)


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one person forward, known or new."""
    edition = edition_to_run(request.user, pk)
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _add(request, edition, form):
        return redirect("edition_selection", pk)
    context = {"edition": edition, "form": form}
    return render(request, "seminars/cms/edition_person_add.html", context)


def _add(request: HttpRequest, edition: Edition, form: AddForm) -> bool:
    """As a list of one line; False, with the sentence on the page, when it is refused."""
    nominees = propose_nominees(edition, [form.row()], by=request.user)
    (nominee,) = nominees
    if nominee.fate == Fate.WRONG:
        for remark in nominee.remarks:
            form.add_error(None, remark)
        return False
    if nominee.place is not None:
        form.add_error("email", str(AlreadyInEdition(who=nominee.place.user)))
        return False
    try:
        import_nominees(edition, nominees, by=request.user)
    except (SeminarRefusal, AccountRefusal) as refusal:
        form.add_error(None, str(refusal))
        return False
    name = nominee.person.name or nominee.person.person
    messages.success(request, _("%(name)s is nominated.") % {"name": name})
    return True
