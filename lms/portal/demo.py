"""Demo people and what they have done: created only by the demo, refused when DEBUG is off.

Nobody here is a real person.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from courses.actions import give_grant
from courses.models import CoursePage, Grant
from lms.accounts.models import Institution, Territory, User

PASSWORD = "demo-prevent-2026"  # noqa: S105 - printed by `make demo`, refused without DEBUG
INSTITUTIONS = (
    ("Ministry of Foreign Affairs and Regional Integration", "foreign-affairs", "GH"),
    ("Ministry of Justice and Human Rights", "justice", "AR"),
)
PEOPLE = (
    # e-mail, printed name, group, territory, institution, time zone
    ("learner", "Adwoa Bentum-Łukasik", "", "GH", 0, "Africa/Accra"),
    ("instructor", "Ilse Marwick", "instructors", "PL", None, "Europe/Warsaw"),
    ("historian", "Marguerite Adjanohoun-Weiss", "historians", "PL", None, "Europe/Warsaw"),
    ("editor", "Tomás Quiroga Ledesma", "editors", "AR", None, "America/Argentina/Buenos_Aires"),
    ("coordinator", "Halina Wrzos", "coordinators", "PL", None, "Europe/Warsaw"),
    ("alumna", "ليلى الحسن", "", "JO", None, "Asia/Amman"),
    ("evaluator", "Ruth Ofori-Lindqvist", "", "GH", None, "Africa/Accra"),
    ("admin", "Site administrator", "", None, None, "UTC"),
)


@transaction.atomic
def make_demo_people() -> list[User]:
    """The demo's people, once. Raises ImproperlyConfigured when DEBUG is off."""
    if not settings.DEBUG:
        raise ImproperlyConfigured("Demo people have a published password: DEBUG must be on.")
    territories = {territory.code: territory for territory in Territory.objects.all()}
    institutions = [
        Institution.objects.get_or_create(
            name=name, territory=territories[code], defaults={"kind": kind}
        )[0]
        for name, kind, code in INSTITUTIONS
    ]
    made = []
    for short, name, group, code, institution, zone in PEOPLE:
        email = f"{short}@example.org"
        if User.objects.filter(email=email).exists():
            continue
        person = User.objects.create_user(
            email,
            PASSWORD,
            printed_name=name,
            preferred_language="ar" if short == "alumna" else "en",
            time_zone=zone,
            territory=territories.get(code),
            institution=institutions[institution] if institution is not None else None,
            is_superuser=short == "admin",
            is_staff=bool(group) or short == "admin",
        )
        if group:
            person.groups.add(Group.objects.get(name=group))
        made.append(person)
    _enrol()
    return made


def _enrol() -> None:
    """The learner studies every course; the alumna may read it again."""
    now = timezone.now()
    for course in CoursePage.objects.live():
        key = course.translation_key
        learner = User.objects.get(email="learner@example.org")
        alumna = User.objects.get(email="alumna@example.org")
        for person, may, due in (
            (learner, Grant.May.STUDY, now + timedelta(days=25)),
            (alumna, Grant.May.READ, None),
        ):
            if not Grant.objects.filter(enrolment__user=person, enrolment__course_key=key).exists():
                give_grant(person, key, by=None, source=Grant.Source.STAFF, may=may, due=due)
