"""Letters to people: plain text in the person's language, each a template with its subject."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from lms.accounts.models import User


def send_letter(person: User, name: str, context: dict[str, Any]) -> None:
    """Send `templates/emails/<name>.txt`: its first line is the subject, the rest the body."""
    send_letter_to(person.email, person.preferred_language, name, {**context, "person": person})


def send_letter_to(address: str, language: str, name: str, context: dict[str, Any]) -> None:
    """The same to somebody who has no account."""
    with translation.override(language):
        text = render_to_string(
            f"emails/{name}.txt", {**context, "programme": settings.WAGTAIL_SITE_NAME}
        )
    subject, _newline, body = text.strip().partition("\n")
    EmailMessage(subject=subject.strip(), body=body.strip() + "\n", to=[address]).send()
