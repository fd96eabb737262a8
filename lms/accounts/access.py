"""Who may change whose account."""

from lms.accounts.models import User


def may_give_roles(by: User) -> bool:
    """Whether `by` may give groups, administration and passwords: administrators only."""
    return by.is_active and by.is_superuser


def may_change(by: User, person: User) -> bool:
    """Whether `by` may open the form of `person`; administrators' are for administrators."""
    return may_give_roles(by) or not person.is_superuser


def may_change_sign_in(by: User, person: User) -> bool:
    """Whether `by` may change the address or close the account of `person`.

    Whoever sets the address of a member of staff can have a new password sent to it and so has
    their rights: that is for administrators.
    """
    return may_give_roles(by) or not (person.is_superuser or person.groups.exists())


def may_erase(by: User) -> bool:
    """Whether `by` may see all that is stored about a person and erase it: a permission."""
    return by.is_active and by.has_perm("accounts.erase_person")


def may_add_people(by: User) -> bool:
    """Whether `by` may put somebody on the list of people: a permission."""
    return by.is_active and by.has_perm("accounts.add_user")


def may_change_people(by: User) -> bool:
    """Whether `by` may change what is stored about people: a permission."""
    return by.is_active and by.has_perm("accounts.change_user")
