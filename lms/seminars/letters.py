"""Letters about a person's own place: plain text in their language."""

from django.utils import timezone

from lms.accounts.letters import send_letter
from lms.seminars.agenda import zone_of
from lms.seminars.models import Participation
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
