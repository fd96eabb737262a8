"""Refusals of the verbs of this package: a sentence for the person, a code for machines."""

from collections.abc import Iterable

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class SeminarRefusal(Exception):
    """Something that may not be done. `facts` fill the sentence."""

    code = "refused"
    status = 403
    sentence = _("This cannot be done.")

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        return gettext(str(self.sentence)) % self.facts if self.facts else str(self.sentence)


def told_together(refusals: Iterable[SeminarRefusal]) -> list[str]:
    """What is to be told of refusals with a fact `who`: one sentence for all whom it befell."""
    befell: dict[tuple, list[SeminarRefusal]] = {}
    for refusal in refusals:
        facts = {name: str(fact) for name, fact in refusal.facts.items() if name != "who"}
        befell.setdefault((type(refusal), *sorted(facts.items())), []).append(refusal)
    found = []
    for same in befell.values():
        who = ", ".join(str(refusal.facts["who"]) for refusal in same)
        told = str(type(same[0])(**{**same[0].facts, "who": who}))
        found.append(told if "%(who)s" in str(same[0].sentence) else f"{who}: {told}")
    return found


class UnknownEdition(SeminarRefusal, Http404):
    """There is no such edition, or it is not the person's to see: answered with 404 by Django."""

    code = "unknown-edition"
    status = 404
    sentence = _("There is no such edition among yours.")


class IllegalStep(SeminarRefusal):
    """A verb that does not fit. Facts: `who`, `verb`, `state`, `why`."""

    code = "illegal-step"
    status = 409
    sentence = _("%(who)s: “%(verb)s” cannot be done now (%(state)s). %(why)s")


class ReasonMissing(SeminarRefusal):
    """A verb that is not carried out without a reason. Fact: `verb`."""

    code = "reason-missing"
    status = 400
    sentence = _("Give a reason for “%(verb)s”: it stands in the log.")


class NoSeat(SeminarRefusal):
    """Every seat is taken. Fact: `capacity`."""

    code = "no-seat"
    status = 409
    sentence = _("All %(capacity)s seats are taken. Use the waiting list, or raise the capacity.")


class OfferOver(SeminarRefusal):
    """The offer's deadline has passed, or its link was used, replaced or forged."""

    code = "offer-over"
    status = 410
    sentence = _("This offer is no longer open. Write to the coordinator of the edition.")


class NothingOffered(SeminarRefusal):
    """There is no offer that could be sent. Fact: `who`."""

    code = "nothing-offered"
    status = 409
    sentence = _("No offer to %(who)s waits for an answer, so there is nothing to send.")


class OfferOfAnother(SeminarRefusal):
    """Somebody else is signed in than the one to whom the offer was made."""

    code = "offer-of-another"
    sentence = _("This offer was made to somebody else.")


class SignInFirst(SeminarRefusal):
    """The offer is for somebody with an account, and nobody is signed in."""

    code = "sign-in-first"
    status = 401
    sentence = _("Sign in to answer this offer.")


class AlreadyInEdition(SeminarRefusal):
    """The person takes part already. Fact: `who`."""

    code = "already-in-edition"
    status = 409
    sentence = _("%(who)s is in this edition already.")


class EditionNotOpen(SeminarRefusal):
    """The edition's state does not allow it. Fact: `state`."""

    code = "edition-not-open"
    status = 409
    sentence = _("The edition stands at “%(state)s”, where this cannot be done.")


# --- editions ---


class TooFewSeats(SeminarRefusal):
    """The capacity would be lower than what is taken. Fact: `taken`."""

    code = "too-few-seats"
    status = 409
    sentence = _("%(taken)s seats are taken already: enter that many or more.")


class SessionAttended(SeminarRefusal):
    """Attendance was recorded, and stays. Fact: `title`."""

    code = "session-attended"
    status = 409
    sentence = _("Attendance was recorded in “%(title)s”, so it stays on the agenda.")


class LastRunner(SeminarRefusal):
    """Nobody would run the edition."""

    code = "last-runner"
    status = 409
    sentence = _("Nobody else runs this edition. Let another person run it first.")


class UnknownPlaces(SeminarRefusal):
    """Something in braces that no message has a value for. Fact: `places`."""

    code = "unknown-places"
    status = 400
    sentence = _("There is no such place in a message: %(places)s. Take one of those listed.")


class NobodyToWriteTo(SeminarRefusal):
    """A message without a recipient."""

    code = "nobody-to-write-to"
    status = 400
    sentence = _("Choose at least one person who is still in this edition.")


class WordsMissing(SeminarRefusal):
    """A recipient's language has no words. Fact: `language`."""

    code = "words-missing"
    status = 400
    sentence = _("Write a subject and a text in %(language)s: somebody chosen reads it.")


# --- people of an edition, and how they come in ---


class RoleStays(SeminarRefusal):
    """A role that cannot be changed. Facts: `who`, `why`."""

    code = "role-stays"
    status = 409
    sentence = _("%(who)s keeps the role. %(why)s")


class LinkOpen(SeminarRefusal):
    """The institution has a link for this edition. Fact: `institution`."""

    code = "link-open"
    status = 409
    sentence = _("%(institution)s has an open link already. Close it, or make it anew.")


class LinkOver(SeminarRefusal):
    """A link for nominations that was closed."""

    code = "link-over"
    status = 410
    sentence = _("This link is closed.")


class NominationsOver(SeminarRefusal):
    """The days for nominations, or for applications, are over or have not come."""

    code = "nominations-over"
    status = 409
    sentence = _("Nobody can be put forward at this time. Write to the coordinator of the edition.")


class NominatedAlready(SeminarRefusal):
    """The same institution named the person before."""

    code = "nominated-already"
    status = 409
    sentence = _("You have nominated this person already.")


class KnownToUs(SeminarRefusal):
    """The person is in the edition by another way, of which the institution is told nothing."""

    code = "known-to-us"
    status = 409
    sentence = _("Thank you, this person is known to us.")


class AllNominated(SeminarRefusal):
    """The institution has used its number. Fact: `most`."""

    code = "all-nominated"
    status = 409
    sentence = _(
        "You have nominated all %(most)s people that this link is for. If you want to nominate "
        "another person, write to the coordinator of the edition."
    )


class NobodyEntitled(SeminarRefusal):
    """No certificate is to be issued."""

    code = "nobody-entitled"
    status = 409
    sentence = _("Nobody waits for a certificate of this kind: nothing was issued.")


class MayNotIssue(SeminarRefusal):
    """The person may not issue certificates."""

    code = "may-not-issue"
    sentence = _("Your account may not issue certificates. Ask an administrator.")


class NotAllIssued(SeminarRefusal):
    """Some certificates could not be issued now. Facts: `issued`, `failed`."""

    code = "not-all-issued"
    status = 503
    sentence = _(
        "%(issued)s certificates were issued; %(failed)s could not be, and are tried again."
    )
