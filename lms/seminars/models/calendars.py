"""The address by which a person's calendar program reads their dates."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_secret() -> str:
    """Something that nobody guesses."""
    return secrets.token_hex(16)


class CalendarLink(models.Model):
    """What a person's calendar address is made from; with a new secret the old address ends.

    The address is signed: whoever reads this table cannot make one.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_link"
    )
    secret = models.CharField(max_length=32, default=new_secret, editable=False)
    made_at = models.DateTimeField(_("made"))
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
