"""Start-up of the learning package."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Pages, quizzes, enrolments, progress, attempts, certificates."""

    name = "courses"

    def ready(self) -> None:
        """Connect what keeps outlines and completions right when pages change."""
        from courses import checks, receivers  # noqa: F401
