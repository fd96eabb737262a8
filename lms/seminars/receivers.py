"""When a message is written: the worker is asked to send its letters."""

from django.dispatch import receiver

from lms.seminars.signals import message_written
from lms.seminars.tasks import send_letters_later


@receiver(message_written)
def on_message(sender, message, **kwargs):
    """In the transaction of the message: its task is written with it, or neither is."""
    send_letters_later.enqueue(message.pk)
