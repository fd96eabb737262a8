"""Start-up of the ground package that authors write with."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Blocks, plain pages, media, the organisation."""

    name = "content"
