"""What a view of whoever runs an edition begins with."""

from django.http import Http404, HttpRequest

from lms.seminars.access import edition_to_run
from lms.seminars.errors import UnknownEdition
from lms.seminars.models import Edition


def edition_or_404(request: HttpRequest, pk: int) -> Edition:
    """The edition, for those who run it; for everybody else there is none. Raises Http404."""
    try:
        return edition_to_run(request.user, pk)
    except UnknownEdition as refusal:
        raise Http404(str(refusal)) from refusal
