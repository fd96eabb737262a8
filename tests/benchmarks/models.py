"""The floor that pages are measured against."""

from wagtail.fields import StreamField
from wagtail.models import Page

from content.bodies import LessonBody
from content.footnotes import Footnotes


class FloorPage(Page):
    """A bare Wagtail page with a lesson's body: no outline, no progress, no masthead."""

    body = StreamField(LessonBody())
    template = "benchmarks/floor_page.html"

    def get_context(self, request, *args, **kwargs):
        """What the body's blocks need to print their marks."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, "footnotes": Footnotes()}
