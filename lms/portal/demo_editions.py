"""Demo editions: one finished, one in preparation, and a template; nobody in them is real.

Names are put together for this demo, in several scripts; the offices are kinds of office, not
named bodies. States are spread over the regions and say nothing about any State.
"""

import random
import zoneinfo
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from content.models import Signatory
from courses.models import CoursePage
from lms.accounts.models import Institution, Territory, User
from lms.portal.demo_studies import study_before
from lms.seminars.actions import (
    accept,
    begin,
    complete,
    confirm,
    decline,
    make_edition,
    mark_attendance,
    move_edition,
    order_certificates,
    propose,
    put_session,
    set_edition_courses,
    set_edition_staff,
    shortlist,
    waitlist,
    withdraw,
)
from lms.seminars.certifying import KINDS as KINDS_OF_CERTIFICATE
from lms.seminars.models import (
    Attendance,
    Edition,
    EditionCourse,
    EditionStaff,
    Participation,
    Series,
    Session,
)
from lms.seminars.transitions import EditionState, Role, State

WARSAW = zoneinfo.ZoneInfo("Europe/Warsaw")
SERIES = "Global Raphael Lemkin Seminar for Genocide Prevention"
KINDS = {
    "fa": ("Ministry of Foreign Affairs", "foreign-affairs"),
    "ju": ("Ministry of Justice", "justice"),
    "in": ("Ministry of the Interior", "interior"),
    "ed": ("Ministry of Education", "education"),
    "hr": ("National Human Rights Commission", "human-rights"),
    "de": ("Ministry of Defence", "defence"),
}
# name, territory, kind of institution, language, time zone
COMING = (
    ("Nana Yaw Asante-Quaicoe", "GH", "ju", "en", "Africa/Accra"),
    ("Wanjiru Kimathi-Odede", "KE", "hr", "en", "Africa/Nairobi"),
    ("Fatoumata Diallo-Sangaré", "SN", "fa", "fr", "Africa/Dakar"),
    ("Jean-Bosco Habarugira-Mukamana", "RW", "ju", "fr", "Africa/Kigali"),
    ("أمينة القاسمي الرفاعي", "TN", "ju", "ar", "Africa/Tunis"),
    ("سامر عبد الرحمن الخالدي", "JO", "in", "ar", "Asia/Amman"),
    ("Lucía Fernández Arrascaeta", "AR", "hr", "en", "America/Argentina/Buenos_Aires"),
    ("Thiago Vasconcelos Anjos", "BR", "fa", "en", "America/Sao_Paulo"),
    ("Ximena Quilodrán Huenchumil", "CL", "ju", "en", "America/Santiago"),
    ("Marisol Ixchel Tzoc Ramírez", "GT", "hr", "en", "America/Guatemala"),
    ("Ελένη Παπαχρήστου-Δήμου", "GR", "ed", "en", "Europe/Athens"),
    ("Jadranka Petrović-Šabić", "BA", "in", "en", "Europe/Sarajevo"),
    ("Оксана Береговенко", "UA", "ju", "en", "Europe/Kyiv"),
    ("Małgorzata Ślązak-Iłłakowicz", "PL", "fa", "en", "Europe/Warsaw"),
    ("Nguyễn Thị Ánh Lam", "VN", "ed", "en", "Asia/Ho_Chi_Minh"),
    ("Dewi Kusumaningtyas-Sari", "ID", "hr", "en", "Asia/Jakarta"),
    ("Tevita Fonua-Lātūkefu", "TO", "de", "en", "Pacific/Tongatapu"),
    ("Kwabena Osei-Tutu Mensima", "GH", "fa", "en", "Africa/Accra"),
    ("Agnieszka Brzęczyszczyńska", "PL", "ed", "en", "Europe/Warsaw"),
    ("Rodrigo Alem Zubeldía", "AR", "ju", "en", "America/Argentina/Buenos_Aires"),
    ("Esi Nyarko-Adomako", "GH", "in", "en", "Africa/Accra"),
    ("نادية بن يوسف الطرابلسي", "TN", "ed", "ar", "Africa/Tunis"),
    ("Baraka Mwangaza Kileo", "TZ", "in", "en", "Africa/Dar_es_Salaam"),
    ("Ioana Drăgulescu-Vrânceanu", "RO", "fa", "en", "Europe/Bucharest"),
)
FORMER = (
    ("Chipo Marowa-Ndebele", "ZW", "ju", "en", "Africa/Harare"),
    ("Amadou Koné-Traoré", "ML", "in", "fr", "Africa/Bamako"),
    ("Beatriz Solórzano Ubeda", "CR", "fa", "en", "America/Costa_Rica"),
    ("Matías Ocampo Villalobos", "UY", "hr", "en", "America/Montevideo"),
    ("Rūta Žemaitaitytė-Kairienė", "LT", "ed", "en", "Europe/Vilnius"),
    ("Đorđe Vukotić-Ćurčija", "ME", "ju", "en", "Europe/Podgorica"),
    ("Bolormaa Ganbaatar-Sükh", "MN", "fa", "en", "Asia/Ulaanbaatar"),
    ("Sopheap Chhay-Prak", "KH", "ed", "en", "Asia/Phnom_Penh"),
    ("Յանա Սիմոնյան-Պետրոսյան", "AM", "hr", "en", "Asia/Yerevan"),
    ("Tomasi Rokolevu", "FJ", "in", "en", "Pacific/Fiji"),
    ("Ingrid Solheim-Bakkerud", "NO", "fa", "en", "Europe/Oslo"),
)
# day of the seminar (from 0), begins, ends, kind, title
AGENDA = (
    (0, "17:00", "18:30", "lecture", "Opening, and why we begin with a place"),
    (1, "09:00", "10:30", "lecture", "The “Final Solution” as a process"),
    (1, "11:30", "15:30", "visit", "Guided study visit, Auschwitz I"),
    (1, "16:00", "17:30", "debriefing", "Debriefing"),
    (2, "09:00", "13:00", "visit", "Guided study visit, Birkenau"),
    (2, "14:30", "16:00", "debriefing", "Debriefing"),
    (3, "09:00", "12:30", "lecture", "Upstream: risk factors and early warning"),
    (4, "09:00", "12:30", "lecture", "Midstream: slowing and limiting violence"),
    (5, "09:00", "12:30", "lecture", "Downstream: justice, truth and memory"),
    (6, "09:00", "13:00", "simulation", "Simulation: a fictitious State"),
)
ABOUT = (
    "Officials of several States study together for a week, after courses that each of them takes "
    "at home. The example is fictitious, and so is everybody in it."
)


@transaction.atomic
def make_demo_editions(*, today: date | None = None) -> list[Edition]:
    """The demo's editions, once; needs the demo's people and courses."""
    today = today or timezone.localdate()
    by = User.objects.get(email="coordinator@example.org")
    if Edition.objects.exists():
        return []
    series, _made = Series.objects.get_or_create(name=SERIES, defaults={"kind": "global"})
    coming = _edition(series, "Spring edition", "spring", today + timedelta(days=75), by)
    finished = _edition(series, "Autumn edition", "autumn", today - timedelta(days=70), by)
    Signatory.objects.get_or_create(
        name="Marta Zielonka-Brandt", office="Director of the programme", since=finished.starts
    )
    template = _edition(series, "Template: a week at Oświęcim", "template", today, by)
    Edition.objects.filter(pk=template.pk).update(is_template=True, is_public=False)
    _prepare(coming, by, today)
    _finish(finished, by)
    return [coming, finished, template]


def _edition(series: Series, title: str, slug: str, starts: date, by: User) -> Edition:
    edition = make_edition(
        Edition(
            series=series,
            title=f"{title} {starts.year}" if slug != "template" else title,
            slug=f"{slug}-{starts.year}" if slug != "template" else slug,
            place="Oświęcim and Kraków",
            time_zone="Europe/Warsaw",
            starts=starts,
            ends=starts + timedelta(days=6),
            languages=["en", "fr", "ar"],
            about=ABOUT,
            capacity=20,
            is_public=True,
            apply_until=starts - timedelta(days=90),
        ),
        by=by,
    )
    _courses(edition, by)
    for day, begins, ends, kind, name in AGENDA:
        put_session(
            Session(
                edition=edition,
                kind=kind,
                title=name,
                starts=_at(starts + timedelta(days=day), begins),
                ends=_at(starts + timedelta(days=day), ends),
                place="Oświęcim",
            ),
            by=by,
        )
    return edition


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), WARSAW)


def _courses(edition: Edition, by: User) -> None:
    phases = {"pre-seminar": EditionCourse.Phase.BEFORE, "post-seminar": EditionCourse.Phase.AFTER}
    pages = CoursePage.objects.live().filter(phase__in=phases, locale__language_code="en")
    lines = []
    for number, page in enumerate(pages.order_by("phase", "path")):
        phase = phases[page.phase]
        due = (
            edition.starts - timedelta(days=21 - 7 * number)
            if phase == EditionCourse.Phase.BEFORE
            else edition.ends + timedelta(days=90)
        )
        lines.append(
            EditionCourse(
                course_key=page.translation_key,
                phase=phase,
                due=_at(due, "23:59"),
                opens=_at(edition.starts - timedelta(days=90), "08:00")
                if phase == EditionCourse.Phase.BEFORE
                else None,
            )
        )
    set_edition_courses(edition, lines, by=by)


def _person(row: tuple[str, str, str, str, str], number: int) -> User:
    name, code, kind, language, zone = row
    territory = Territory.objects.get(code=code)
    title, kind_of = KINDS[kind]
    institution, _made = Institution.objects.get_or_create(
        name=title, territory=territory, defaults={"kind": kind_of}
    )
    person, _made = User.objects.get_or_create(
        email=f"official{number}@example.org",
        defaults={
            "printed_name": name,
            "preferred_language": language,
            "time_zone": zone,
            "territory": territory,
            "institution": institution,
        },
    )
    return person


def _prepare(edition: Edition, by: User, today: date) -> None:
    """The coming edition: most have confirmed, some have not answered, four wait, two are out."""
    now = timezone.now()
    people = [_person(row, 100 + number) for number, row in enumerate(COMING)]
    learner = User.objects.get(email="learner@example.org")
    proposed = [
        propose(
            edition,
            person,
            by=by,
            path=Participation.Path.INSTITUTION if number % 3 == 0 else Participation.Path.STAFF,
            funding="Travel grant" if number % 4 == 0 else "",
            now=now - timedelta(days=40),
        )
        for number, person in enumerate([learner, *people])
    ]
    for participation in proposed:
        shortlist(participation, by=by, now=now - timedelta(days=30))
    for participation in proposed[:20]:
        accept(participation, by=by, now=now - timedelta(days=9))
    for participation in proposed[20:24]:
        waitlist(participation, by=by, now=now - timedelta(days=9))
    decline(proposed[24], by=by, reason="A colleague of the same office takes part.", now=now)
    for participation in proposed[:15]:
        confirm(participation, by=participation.user, now=now - timedelta(days=5))
    withdraw(proposed[14], by=by, reason="Posted to another service.", now=now - timedelta(days=2))
    _staff(edition, by, until=edition.ends + timedelta(days=90))
    for state in (
        EditionState.CALL_OPEN,
        EditionState.SELECTION,
        EditionState.PREPARING,
    ):
        move_edition(edition, state, by=by)


def _finish(edition: Edition, by: User) -> None:
    """The finished edition: everybody attended, but one who left early."""
    before = _at(edition.starts - timedelta(days=60), "10:00")
    during = _at(edition.starts, "18:00")
    after = _at(edition.ends, "14:00")
    people = [_person(row, 200 + number) for number, row in enumerate(FORMER)]
    alumna = User.objects.get(email="alumna@example.org")
    taking_part = []
    for person in [alumna, *people]:
        participation = propose(edition, person, by=by, now=before)
        accept(participation, by=by, now=before)
        confirm(participation, by=person, now=before)
        taking_part.append(begin(participation, by=by, now=during))
    instructor = User.objects.get(email="instructor@example.org")
    teaching = propose(edition, instructor, by=by, role=Role.INSTRUCTOR, now=before)
    accept(teaching, by=by, now=before)
    confirm(teaching, by=instructor, now=before)
    study_before(edition, [p.user for p in taking_part])
    _attend(edition, taking_part, by)
    withdraw(taking_part[-1], by=by, reason="Called home.", now=after - timedelta(days=3))
    for participation in taking_part[:-1]:
        complete(participation, by=by, now=after)
    for state in list(EditionState)[1:6]:
        edition = move_edition(edition, state, by=by)
    for kind in KINDS_OF_CERTIFICATE:
        order_certificates(edition, kind, by=by)


def _attend(edition: Edition, people: list[Participation], by: User) -> None:
    """Who was there: the same at each making of the demo."""
    chance = random.Random(edition.starts.toordinal())  # noqa: S311 - a demo, no secret
    was = Attendance.Was
    for session in edition.sessions.all():
        marks = {
            person: was.EXCUSED if chance.random() < 0.04 else was.PRESENT
            for person in people
            if person.state in (State.CONFIRMED, State.ACTIVE)
        }
        mark_attendance(session, marks, by=by, now=session.ends)


def _staff(edition: Edition, by: User, *, until: date) -> None:
    evaluator = User.objects.get(email="evaluator@example.org")
    set_edition_staff(edition, evaluator, EditionStaff.May.EVALUATE, by=by, until=until)
    set_edition_staff(edition, evaluator, EditionStaff.May.SEE, by=by, until=until)
