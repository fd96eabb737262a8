"""An edition from its template to the courses after it, as a coordinator and an official see it."""

import csv
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lms.accounts.models import User
from lms.seminars.models import Edition, EditionCourse, Participation
from lms.seminars.transitions import EditionState, State
from tests.journeys.test_learner import accessible, sign_in
from tests.journeys.test_people import PHRASE, study
from tests.seminars.scene import edition, second_course, session

SEVENTEEN = ("GH", "KE", "SN", "RW", "TN", "JO", "AR", "BR", "CL", "GT", "GR", "BA", "UA", "PL",
             "VN", "ID", "TO")  # fmt: skip
# Seven of the States twice: 24 people. The last line names no State that there is.
STATES = (*SEVENTEEN, *SEVENTEEN[:7])
HEAD = "email,name,state,institution,kind,language\n"
BROKEN = "nominee25@example.org,Nominee Twenty-five,Atlantis,Ministry of Justice,justice,en\n"
KINDS = ("justice", "interior", "foreign-affairs", "education")


def nominees() -> str:
    """The list that a coordinator was sent."""
    lines = [
        f"nominee{n:02}@example.org,Nominee {n:02} Łukasiewicz,{state},Office {n % 6} of {state},"
        f"{KINDS[n % 4]},en\n"
        for n, state in enumerate(STATES, start=1)
    ]
    return HEAD + "".join(lines) + BROKEN


@pytest.fixture
def template(world, cast):
    """What editions begin with: a course before and one after, two sessions, twenty seats."""
    made = edition(
        world, cast.coordinator, title="Template", slug="template", capacity=20, is_template=True
    )
    after = second_course(world)
    EditionCourse.objects.create(
        edition=made, course_key=after.translation_key, phase=EditionCourse.Phase.AFTER, position=1
    )
    session(made, "Opening", starts=datetime(2027, 3, 14, 8, tzinfo=UTC),
            ends=datetime(2027, 3, 14, 9, tzinfo=UTC))  # fmt: skip
    session(made, "Study visit", starts=datetime(2027, 3, 15, 8, tzinfo=UTC),
            ends=datetime(2027, 3, 15, 12, tzinfo=UTC))  # fmt: skip
    return made


def clone(page, template) -> Edition:
    """A new edition that begins today, moved on to the selection."""
    page.goto(f"{reverse('edition_copy')}?from={template.pk}")
    page.get_by_label("Title").fill("Global seminar")
    page.get_by_label("Address").fill("global-seminar")
    today = timezone.now().astimezone(template.zone).date()
    page.get_by_label("First day").fill(today.isoformat())
    page.get_by_role("button", name="Make the edition").click()
    page.get_by_role("button", name="Open the call").click()
    page.get_by_role("button", name="Begin the selection").click()
    page.get_by_text("The edition stands at “Selection” now.").wait_for()
    made = Edition.objects.get(slug="global-seminar")
    assert [s.starts.astimezone(made.zone).date() for s in made.sessions.all()] == [
        today,
        today + timedelta(days=1),
    ]
    return made


def import_list(page, made: Edition) -> None:
    """Each line says what it will do; the broken one is told apart, the others come in."""
    page.goto(reverse("edition_import", args=[made.pk]))
    file = {"name": "nominees.csv", "mimeType": "text/csv", "buffer": nominees().encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_text("24 lines will be carried out").wait_for()
    assert page.get_by_text("Atlantis").first.is_visible()
    assert not User.objects.filter(email__startswith="nominee").exists()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download wrong lines").click()
    assert "nominee25@example.org" in download.value.path().read_text()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("The list was imported.").wait_for()
    assert made.participations.count() == 24
    assert page.get_by_text("Those who are proposed come from 17.").is_visible()


def decide(page, made: Edition, names: list[str], decision: str) -> None:
    """Tick some, decide on them together."""
    page.goto(f"{reverse('edition_selection', args=[made.pk])}?state=nominated")
    for name in names:
        page.get_by_role("checkbox", name=name).check()
    page.get_by_label("Decision").select_option(label=decision)
    page.get_by_role("button", name="Carry out").click()
    page.get_by_text(f"“{decision}” was carried out for").wait_for()


def name_of(n: int) -> str:
    """As it is printed."""
    return f"Nominee {n:02} Łukasiewicz"


def letter_to(n: int) -> str:
    """The body of the last letter to a nominee."""
    return [m for m in mail.outbox if m.to == [f"nominee{n:02}@example.org"]][-1].body


def take_the_place(page, n: int) -> None:
    """From the link in the letter: nothing is accepted by opening it, only by answering."""
    path = re.search(r"https?://[^/]+(/offers/\S+)", letter_to(n))[1]
    page.goto(path)
    accessible(page)
    mine = Participation.objects.get(user__email=f"nominee{n:02}@example.org")
    assert mine.state == State.ACCEPTED
    page.get_by_label("Password").fill(PHRASE)
    page.get_by_label("Time zone").select_option("Africa/Accra")
    page.get_by_role("button", name="Take the place", exact=True).click()
    page.wait_for_url("**/learn/**")
    mine.refresh_from_db()
    assert mine.state == State.CONFIRMED


def attend(page, made: Edition, names: list[str]) -> None:
    """Mark who was there, at each session; then that the seminar was attended."""
    for each in made.sessions.all():
        page.goto(reverse("edition_session_attendance", args=[made.pk, each.pk]))
        for name in names:
            row = page.get_by_role("row", name=re.compile(name))
            row.get_by_label("Present").check()
        page.get_by_role("button", name="Record").click()
        page.get_by_text(f"{len(names)} people were marked.").wait_for()
    page.goto(reverse("edition_attended", args=[made.pk]))
    page.get_by_role("button", name="Mark those chosen as having attended").click()
    page.wait_for_load_state()


def board_file(page, kind: str):
    """What the board shows, as a file."""
    with page.expect_download() as download:
        page.get_by_role("link", name=kind, exact=True).click()
    return download.value.path()


def test_from_a_template_to_the_courses_after_the_seminar(visit, world, cast, template):
    staff = visit()
    sign_in(staff, cast.coordinator, then="/cms/")
    made = clone(staff, template)
    import_list(staff, made)
    mail.outbox.clear()
    decide(staff, made, [name_of(n) for n in range(1, 21)], "Accept")
    decide(staff, made, [name_of(n) for n in range(21, 25)], "Put on the waiting list")
    assert made.participations.seated().count() == 20
    assert len(mail.outbox) == 20
    staff.goto(reverse("edition", args=[made.pk]))
    staff.get_by_text("20 of 20 seats are taken.").wait_for()
    staff.get_by_role("button", name="Begin the preparation").click()

    page = visit(width=390)
    take_the_place(page, 1)
    accessible(page)
    assert page.get_by_role("heading", name="Your seminar").is_visible()
    assert page.get_by_text("Opens when you have attended the seminar.").is_visible()
    study(page, world)
    second = visit()
    take_the_place(second, 2)

    # Somebody withdraws, and who waits longest is offered the seat in the same moment.
    second.get_by_role("link", name="Withdraw from the seminar").click()
    second.get_by_label(re.compile("Reason|Why")).fill("called back to the ministry")
    second.get_by_role("main").get_by_role("button", name=re.compile("Withdraw")).click()
    second.wait_for_url("**/learn/**")
    first_waiting = made.participations.get(user__email="nominee21@example.org")
    assert first_waiting.state == State.ACCEPTED
    assert "/offers/" in letter_to(21)
    assert made.participations.waiting().count() == 3
    take_the_place(visit(), 21)

    staff.goto(reverse("edition", args=[made.pk]))
    staff.get_by_role("button", name="Start the seminar").click()
    staff.get_by_text("The edition stands at “Running” now.").wait_for()
    attend(staff, made, [name_of(1), name_of(21)])
    attended = made.participations.filter(state=State.COMPLETED)
    assert {p.user.email for p in attended} == {"nominee01@example.org", "nominee21@example.org"}

    page.goto("/learn/")
    accessible(page)
    page.get_by_role("main").get_by_role("link", name="After").first.click()
    page.get_by_role("heading", name="After").first.wait_for()
    assert page.get_by_text("A lesson after").first.is_visible()

    staff.goto(reverse("edition_readiness", args=[made.pk]))
    row = staff.get_by_role("row", name=re.compile(name_of(1)))
    assert row.get_by_text("3 of 3").is_visible()
    assert row.get_by_text("0 of 1").is_visible()
    assert staff.get_by_text("Has not accepted").count() == 18
    lines = list(csv.reader(board_file(staff, "CSV").read_text("utf-8-sig").splitlines()))
    (own,) = [line for line in lines if "nominee01@example.org" in line]
    assert own[6] == "Completed"
    assert own[9:11] == ["3", "3"]
    assert len(lines) == 1 + 20
    sheet = load_workbook(BytesIO(board_file(staff, "XLSX").read_bytes())).active
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    assert rows == lines
    assert Edition.objects.get(pk=made.pk).state == EditionState.RUNNING
