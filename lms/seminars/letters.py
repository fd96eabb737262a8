"""Letters about a person's own place, and to institutions: plain text in their language."""

from django.utils import timezone

from lms.accounts.letters import send_letter, send_letter_to
from lms.seminars.agenda import zone_of
from lms.seminars.models import NominationLink, Participation
from lms.seminars.nominating import nomination_address
from lms.seminars.offers import contacts_of, offer_address, offer_token, offered


def write_offer(participation_pk: int) -> bool:
    """Send the letter of an offer with its link; False when it does not wait for an answer now."""
    rows = Participation.objects.select_related("user", "edition__series")
    participation = rows.filter(pk=participation_pk).first()
    if participation is None or offered(offer_token(participation)) is None:
        return False
    person = participation.user
    zone = zone_of(person, participation.edition)
    context = {
        "participation": participation,
        "edition": participation.edition,
        "person": person,
        "address": offer_address(participation),
        "contacts": list(contacts_of(participation.edition)),
        "zone": zone.key.replace("_", " "),
    }
    # The moment until which they may answer is told by their own clock.
    with timezone.override(zone):
        send_letter(person, "offer", context)
    return True


def write_nomination_link(link: NominationLink, token: str) -> None:
    """Send an institution's contact the address where they nominate."""
    context = {
        "link": link,
        "edition": link.edition,
        "address": nomination_address(token),
        "contacts": list(contacts_of(link.edition)),
    }
    send_letter_to(link.contact_email, link.language, "nomination_link", context)
