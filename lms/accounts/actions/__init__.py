"""The verbs of people. Views, commands and the CMS all come through here."""

from lms.accounts.actions.consents import give_consent, withdraw_consent
from lms.accounts.actions.erasure import ask_for_erasure, erase_person, take_back_erasure
from lms.accounts.actions.importing import Imported, import_people
from lms.accounts.actions.names import confirm_name, correct_name, reopen_name
from lms.accounts.actions.people import (
    add_person,
    delete_people,
    delete_person,
    invite_person,
    let_in,
    update_profile,
)

__all__ = [
    "Imported",
    "add_person",
    "ask_for_erasure",
    "confirm_name",
    "correct_name",
    "delete_people",
    "delete_person",
    "erase_person",
    "give_consent",
    "import_people",
    "invite_person",
    "let_in",
    "reopen_name",
    "take_back_erasure",
    "update_profile",
    "withdraw_consent",
]
