"""When a message is written or an offer made: the worker is asked to send the letters."""

from django.dispatch import receiver

from lms.seminars.signals import message_written, offer_made
from lms.seminars.tasks import send_letters_later, send_offer_later


@receiver(message_written)
def on_message(sender, message, **kwargs):
    """In the transaction of the message: its task is written with it, or neither is."""
    send_letters_later.enqueue(message.pk)


@receiver(offer_made)
def on_offer(sender, participation, **kwargs):
    """After the transaction of the offer."""
    send_offer_later.enqueue(participation.pk)
