"""Refusals of the verbs of this package: a sentence for the person, a code for machines."""

from django.utils.translation import gettext_lazy as _


class AccountRefusal(Exception):
    """Something that may not be done to an account."""

    code = "refused"
    sentence = _("This cannot be done.")

    def __str__(self) -> str:
        return str(self.sentence)


class PersonHasRecords(AccountRefusal):
    """The person has records of learning, which outlive the account."""

    code = "person-has-records"
    sentence = _(
        "This person has records of learning, so they cannot be deleted. "
        "Take away “may sign in” instead; the records stay."
    )


class DeletingOneself(AccountRefusal):
    """Nobody removes the account they are using."""

    code = "deleting-oneself"
    sentence = _("You are signed in with this account, so you cannot delete it.")


class AddressTaken(AccountRefusal):
    """Another account has the address."""

    code = "address-taken"
    sentence = _("Another person has this e-mail address.")


class HasEntered(AccountRefusal):
    """An invitation is for those who were never here."""

    code = "has-entered"
    sentence = _(
        "This person has been here before, or the account is closed, so no invitation is sent. "
        "A new password is asked for on the sign-in page."
    )


class InvitationUsed(AccountRefusal):
    """The link lets nobody in any more."""

    code = "invitation-used"
    sentence = _("This link no longer works: it was used, replaced by a newer one, or is too old.")


class ErasingStaff(AccountRefusal):
    """Staff leave their groups first."""

    code = "erasing-staff"
    sentence = _(
        "This person works in the CMS. An administrator takes them out of their groups first."
    )


class AlreadyErased(AccountRefusal):
    """Nothing is left to erase."""

    code = "already-erased"
    sentence = _("The data of this person have been erased already.")


class NameMissing(AccountRefusal):
    """There is no name to confirm or to correct to."""

    code = "name-missing"
    sentence = _("Write the name first: an empty one cannot be printed.")


class NameConfirmed(AccountRefusal):
    """The person changes a name that stands fast."""

    code = "name-confirmed"
    sentence = _(
        "Your printed name is confirmed, so nothing was changed. Write to the coordinators to have "
        "it corrected."
    )


class ReasonNeeded(AccountRefusal):
    """A correction asks for its reason."""

    code = "reason-needed"
    sentence = _("Write the reason: it is kept in the log.")


class UnknownPurpose(AccountRefusal):
    """No such consent is asked for."""

    code = "unknown-purpose"
    sentence = _("There is nothing of this kind to agree to.")
