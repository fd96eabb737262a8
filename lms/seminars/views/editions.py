"""Editions in the CMS: the list, a new one, what stands in it, and its state."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lms.seminars.access import (
    edition_to_run,
    editions_to_copy,
    editions_to_run,
    may_make_editions,
    may_open_editions,
)
from lms.seminars.actions import change_edition, clone_edition, make_edition, move_edition
from lms.seminars.errors import EditionNotOpen, TooFewSeats
from lms.seminars.forms.editions import CopyForm, EditionForm
from lms.seminars.models import Edition
from lms.seminars.organisation import organiser_of
from lms.seminars.transitions import MOVES, EditionState, edition_moves
from lms.seminars.views.navigation import edition_context

PAGE = 50


def editions(request: HttpRequest) -> HttpResponse:
    """One's own editions."""
    if not may_open_editions(request.user):
        raise PermissionDenied
    own = editions_to_run(request.user).with_counts()
    context = {
        "page_obj": Paginator(own, PAGE).get_page(request.GET.get("p")),
        "may_add": may_make_editions(request.user),
    }
    return render(request, "seminars/cms/editions.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """A new edition from scratch."""
    if not may_make_editions(request.user):
        raise PermissionDenied
    form = EditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = make_edition(form.instance, by=request.user)
        messages.success(request, _("The edition was made, and you run it."))
        return redirect("edition", made.pk)
    return render(request, "seminars/cms/edition_add.html", {"form": form})


def copy(request: HttpRequest) -> HttpResponse:
    """A new edition from a template or an earlier one."""
    if not may_make_editions(request.user):
        raise PermissionDenied
    sources = editions_to_copy(request.user)
    initial = {"source": request.GET.get("from")}
    form = CopyForm(request.POST or None, sources=sources, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = clone_edition(form.cleaned_data.pop("source"), **form.cleaned_data, by=request.user)
        messages.success(request, _("The edition was made, and you run it. Look at its settings."))
        return redirect("edition", made.pk)
    context = {"form": form, "has_sources": sources.exists()}
    return render(request, "seminars/cms/edition_copy.html", context)


def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """What an edition is, where it stands, and the way on."""
    edition = edition_to_run(request.user, pk)
    onward, back = edition_moves(edition.state)
    context = edition_context(
        edition,
        "edition",
        counted=Edition.objects.with_counts().get(pk=pk),
        organiser=organiser_of(edition),
        onward=onward,
        onward_words=MOVES[onward] if onward else "",
        back=back,
        may_copy=may_make_editions(request.user),
    )
    return render(request, "seminars/cms/edition.html", context)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The settings of an edition."""
    edition = edition_to_run(request.user, pk)
    form = EditionForm(request.POST or None, instance=edition)
    if request.method == "POST" and form.is_valid():
        waiting = edition.participations.waiting().count()
        try:
            change_edition(form.instance, by=request.user)
        except TooFewSeats as refusal:
            form.add_error("capacity", str(refusal))
        else:
            messages.success(request, _("The edition was changed."))
            _tell_of_seats(request, edition.participations.waiting().count() - waiting)
            return redirect("edition", pk)
    # The heading names the edition as it is stored, whatever the form says.
    stored = edition_to_run(request.user, pk) if form.is_bound else edition
    context = edition_context(stored, "edition_edit", form=form)
    return render(request, "seminars/cms/edition_edit.html", context)


def _tell_of_seats(request: HttpRequest, change: int) -> None:
    """Say how many of the waiting list were offered a seat; `change` is by how many it shrank."""
    if change < 0:
        text = ngettext(
            "%(n)s person of the waiting list was offered a seat.",
            "%(n)s people of the waiting list were offered a seat.",
            -change,
        )
        messages.success(request, text % {"n": -change})


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an edition on, or back."""
    edition = edition_to_run(request.user, pk)
    to = request.POST.get("to", "")
    if to in EditionState.values:
        try:
            edition = move_edition(edition, to, by=request.user)
        except EditionNotOpen as refusal:
            messages.error(request, str(refusal))
        else:
            words = _("The edition stands at “%(state)s” now.")
            messages.success(request, words % {"state": edition.get_state_display()})
    return redirect("edition", pk)
