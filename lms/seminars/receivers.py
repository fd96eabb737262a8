"""When a message is written, an offer made or certificates ordered: the worker is asked."""

from django.dispatch import receiver

from lms.seminars.signals import certificates_ordered, message_written, offer_made
from lms.seminars.tasks import issue_certificates_later, send_letters_later, send_offer_later


@receiver(message_written)
def on_message(sender, message, **kwargs):
    """In the transaction of the message: its task is written with it, or neither is."""
    send_letters_later.enqueue(message.pk)


@receiver(offer_made)
def on_offer(sender, participation, **kwargs):
    """After the transaction of the offer."""
    send_offer_later.enqueue(participation.pk)


@receiver(certificates_ordered)
def on_order(sender, edition, kind, by, **kwargs):
    """In the transaction of the order."""
    issue_certificates_later.enqueue(edition.pk, kind, by.pk)
