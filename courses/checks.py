"""House rules as system checks."""

from django.core import checks
from django.db import models

from courses.certificates.system import CannotDraw, weasyprint
from courses.models import (
    Answer,
    Attempt,
    Certificate,
    CourseCompletion,
    Enrolment,
    Grant,
    Reflection,
    StepCompletion,
    StudiedText,
)

LEARNING_FACTS = (
    Enrolment,
    Grant,
    StudiedText,
    StepCompletion,
    CourseCompletion,
    Attempt,
    Answer,
    Certificate,
    Reflection,
)


@checks.register()
def certificates_can_be_drawn(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Without Pango the site runs, but prints no certificate."""
    try:
        weasyprint()
    except CannotDraw as error:
        return [checks.Warning(str(error), hint="See the README, “Deploy”.", id="courses.W001")]
    return []


@checks.register()
def no_fact_points_to_the_cms(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """A record of learning has no foreign key to a page, snippet or revision, and none cascades."""
    found: list[checks.CheckMessage] = []
    for model in LEARNING_FACTS:
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey):
                continue
            target = field.related_model._meta
            if target.app_label.startswith("wagtail") or target.model_name.endswith("page"):
                found.append(
                    checks.Error(
                        f"{model.__name__}.{field.name} points to the CMS ({target.label}).",
                        hint="Keep a key (UUID) and frozen words instead.",
                        obj=model,
                        id="courses.E001",
                    )
                )
            if field.remote_field.on_delete is not models.PROTECT:
                found.append(
                    checks.Error(
                        f"{model.__name__}.{field.name} would be deleted with what it points to.",
                        hint="Use on_delete=PROTECT towards people and studied texts.",
                        obj=model,
                        id="courses.E002",
                    )
                )
    return found
