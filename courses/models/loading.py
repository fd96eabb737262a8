"""What the curriculum loader wrote, so that it never overwrites an editor's work."""

from django.db import models


class LoadedPage(models.Model):
    """A page that `load_curriculum` made from a file, and the revision it last wrote.

    The page stays the loader's while its latest revision is that one.
    """

    file_id = models.CharField(max_length=120)
    language = models.CharField(max_length=12)
    page_key = models.UUIDField()
    parent_key = models.UUIDField(null=True)
    position = models.PositiveIntegerField(default=0)
    revision = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file_id", "language"], name="loaded_page_once")
        ]
