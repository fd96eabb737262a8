"""Letters to people: plain text in the person's language, each a template with its subject."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from lms.accounts.models import User


def send_letter(person: User, name: str, context: dict[str, Any]) -> None:
    """Send `templates/emails/<name>.txt`: its first line is the subject, the rest the body."""
    with translation.override(person.preferred_language):
        text = render_to_string(
            f"emails/{name}.txt", {**context, "programme": settings.WAGTAIL_SITE_NAME}
        )
    subject, _newline, body = text.strip().partition("\n")
    EmailMessage(subject=subject.strip(), body=body.strip() + "\n", to=[person.email]).send()
