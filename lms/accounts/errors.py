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
