"""Lists of nominees: each line says what it will do; then all that are right, or none."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook
from wagtail.models import ModelLogEntry

from lms.accounts.errors import AddressTaken
from lms.accounts.models import Institution, User
from lms.accounts.people_files import pack
from lms.seminars.actions import Changes, change_participation, import_nominees, waitlist
from lms.seminars.errors import NoSeat
from lms.seminars.importing import (
    LONGEST_MOTIVATION,
    Fate,
    propose_nominees,
    read_nominees,
    wrong_lines,
)
from lms.seminars.models import Participation
from lms.seminars.transitions import EditionState, Role, State
from tests.seminars.scene import NOW, confirmed, edition, nominee

HEAD = "email,name,state,institution,kind,language,role,funding,motivation\n"
LIST = HEAD + (
    "ana@example.org,Ana Núñez,Argentina,Ministry of Justice,Justice,es,,Own means,Knows the law\n"
    "kofi@example.org,Kofi Mensah-Ort,ghana,Police Academy,interior,en,Fellow,,\n"
)


@pytest.fixture
def spring(world, cast):
    """An edition of two seats."""
    return edition(world, cast.coordinator)


@pytest.fixture
def staff(client_of, cast):
    """The coordinator, who runs it."""
    return client_of(cast.coordinator)


def proposed(made, text: str, by):
    return propose_nominees(made, read_nominees(text.encode(), "list.csv").rows, by=by)


def run(made, text: str, by):
    return import_nominees(made, proposed(made, text, by), by=by)


def fates(found) -> list[str]:
    return [nominee.fate for nominee in found]


# --- reading and proposing ----------------------------------------------------------------------


def test_headings_come_in_any_order_and_language(spring, cast):
    role = "OBSERVATEUR OU OBSERVATRICE"
    text = f"Motivación;Financement;Nombre;Rôle;Correo\nWhy;Who;Ana;{role};ana@example.org\n"
    (one,) = proposed(spring, text, cast.coordinator)
    assert (one.person.email, one.person.name) == ("ana@example.org", "Ana")
    assert (one.funding, one.motivation, one.role) == ("Who", "Why", Role.OBSERVER)


def test_each_line_says_what_will_happen(spring, cast):
    inside = nominee(spring, "Dee Four", funding="Before")
    same = nominee(spring, "Eli Five")
    text = LIST + (
        f"{cast.chandra.email},,,,,,,,\n"
        f"{inside.user.email},,,,,,,After,\n"
        f"{same.user.email},Eli Five,,,,,participant,,\n"
        "nobody,X,,,,,,,\n"
    )
    found = proposed(spring, text, cast.coordinator)
    assert fates(found) == [*(Fate.NEW, Fate.NEW, Fate.KNOWN, Fate.CHANGED, Fate.SAME, Fate.WRONG)]
    assert "In the edition: funding." in found[3].remarks


def test_each_line_that_is_wrong_says_why(spring, cast):
    waiting = nominee(spring, "Wil Waits")
    waitlist(waiting, by=cast.coordinator, now=NOW)
    lines = {
        "a@example.org,A,Argentinia,,,,,,": "Nearest: Argentina",
        "not an address,A,,,,,,,": "is not an e-mail address",
        "b@example.org,B,,,,,chairman,,": "“chairman” is no role; roles are: Participant, Fellow",
        "c@example.org,C,,,police,,,,": "“police” is no kind of institution",
        "d@example.org,NÃºÃ±ez,,,,,,,": "“Núñez” seems to be meant",
        f"e@example.org,E,,,,,,,{'x' * (LONGEST_MOTIVATION + 1)}": "The motivation is too long",
        f"f@example.org,F,,,,,,{'x' * 201},": "The funding is too long",
        f"{waiting.user.email},,,,,,guest,,": "Only participants stand on a waiting list.",
        "g@example.org,,,,,,,,": "The name is missing.",
    }
    found = proposed(spring, HEAD + "\n".join(lines), cast.coordinator)
    assert set(fates(found)) == {Fate.WRONG}
    for words, line in zip(lines.values(), found, strict=True):
        assert words in " ".join(line.remarks), words


def test_a_double_line_is_wrong_and_the_first_is_taken(spring, cast):
    text = HEAD + "a@example.org,A,,,,,,,\nA@Example.org,A again,,,,,,,\n"
    first, second = proposed(spring, text, cast.coordinator)
    assert (first.fate, second.fate) == (Fate.NEW, Fate.WRONG)
    assert "stands in line 2 too" in second.remarks[0]


def test_nobody_is_nominated_once_the_seminar_is_over(spring, cast):
    inside = nominee(spring, "Dee Four")
    spring.state = EditionState.FOLLOW_UP
    spring.save()
    found = proposed(spring, LIST + f"{inside.user.email},,,,,,,New,\n", cast.coordinator)
    assert fates(found) == [Fate.WRONG, Fate.WRONG, Fate.CHANGED]
    assert "Nobody is nominated while the edition stands at “Follow-up”." in found[0].remarks


def test_proposing_costs_the_same_for_1_and_10_lines(spring, cast, statements):
    cast.coordinator.has_perm("accounts.add_user")

    def cost(count: int) -> int:
        lines = "".join(f"p{n}@example.org,Person {n},Ghana,,,,,,\n" for n in range(count))
        with statements() as asked:
            proposed(spring, HEAD + lines, cast.coordinator)
        return asked.count

    assert cost(10) == cost(1)


# --- importing ----------------------------------------------------------------------------------


def test_the_lines_that_are_right_are_imported_and_nobody_is_written_to(
    spring, cast, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        done = run(spring, LIST + "bad,X,,,,,,,\n", cast.coordinator)
    assert (done[Fate.NEW], done[Fate.WRONG]) == (2, 1)
    ana = spring.participations.get(user__email="ana@example.org")
    assert (ana.role, ana.state, ana.path) == ("participant", State.NOMINATED, "staff")
    assert (ana.funding, ana.motivation) == ("Own means", "Knows the law")
    assert (ana.user.territory.code, ana.user.preferred_language) == ("AR", "es")
    kofi = spring.participations.get(user__email="kofi@example.org")
    assert (kofi.role, kofi.user.institution.kind) == ("fellow", "interior")
    assert not mailoutbox
    entry = ModelLogEntry.objects.get(action="seminars.import")
    assert (entry.user, entry.data) == (cast.coordinator, {"new": 2, "known": 0, "changed": 0})


def test_the_same_list_again_changes_nothing_and_doubles_nobody(spring, cast):
    run(spring, LIST, cast.coordinator)
    before = [User.objects.count(), Institution.objects.count(), Participation.objects.count()]
    assert set(fates(proposed(spring, LIST, cast.coordinator))) == {Fate.SAME}
    run(spring, LIST, cast.coordinator)
    assert before == [
        *(User.objects.count(), Institution.objects.count(), Participation.objects.count())
    ]
    assert ModelLogEntry.objects.filter(action="seminars.import").count() == 1


def test_importing_again_brings_role_funding_and_motivation_up_to_date(spring, cast):
    run(spring, LIST, cast.coordinator)
    text = "email,name,funding,motivation,role\nana@example.org,,A fund,Other words,observer\n"
    run(spring, text, cast.coordinator)
    ana = spring.participations.get(user__email="ana@example.org")
    assert (ana.funding, ana.motivation, ana.role) == ("A fund", "Other words", "observer")
    assert ana.user.printed_name == "Ana Núñez"


def test_a_text_of_several_lines_is_not_flattened_by_its_own_copy(spring, cast):
    one = nominee(spring, "Dee Four", motivation="First line\nsecond line")
    text = HEAD + f"{one.user.email},,,,,,,New fund,First line second line\n"
    run(spring, text, cast.coordinator)
    now = Participation.objects.get(pk=one.pk)
    assert (now.funding, now.motivation) == ("New fund", "First line\nsecond line")


def test_all_or_none_when_somebody_is_added_meanwhile(spring, cast):
    found = proposed(spring, LIST, cast.coordinator)
    User.objects.create_user("kofi@example.org")
    with pytest.raises(AddressTaken):
        import_nominees(spring, found, by=cast.coordinator)
    assert not spring.participations.exists()
    assert not User.objects.filter(email="ana@example.org").exists()


def test_all_or_none_when_there_is_no_seat_for_a_new_role(spring, cast):
    guest = confirmed(spring, "Gil Guest", cast.coordinator, role=Role.GUEST)
    for name in ("Ana One", "Ben Two"):
        confirmed(spring, name, cast.coordinator)
    text = LIST + f"{guest.user.email},,,,,,participant,,\n"
    with pytest.raises(NoSeat):
        run(spring, text, cast.coordinator)
    assert not User.objects.filter(email="ana@example.org").exists()


def test_who_runs_an_edition_and_may_not_add_people_adds_none_by_a_list(world, cast):
    made = edition(world, cast.instructor)
    found = proposed(made, LIST + f"{cast.chandra.email},Other,,,,,,,\n", cast.instructor)
    assert fates(found) == [Fate.WRONG, Fate.WRONG, Fate.KNOWN]
    import_nominees(made, found, by=cast.instructor)
    assert User.objects.get(pk=cast.chandra.pk).printed_name == "Chandra Outsider"
    assert made.participations.get().user == cast.chandra


# --- the page -----------------------------------------------------------------------------------


def page_of(made) -> str:
    return reverse("edition_import", args=[made.pk])


def upload(client, made, content: bytes | str, name: str = "list.csv"):
    content = content.encode() if isinstance(content, str) else content
    return client.post(page_of(made), {"file": SimpleUploadedFile(name, content)})


def test_each_line_is_shown_before_anything_is_changed_then_imported(spring, staff):
    response = upload(staff, spring, LIST + "bad,X,Narnia,,,,,,\n")
    text = response.content.decode()
    for words in (
        "Nothing has been changed yet.",
        "New person, is nominated: 2; Not imported: 1",
        "Ana Núñez",
        "“Narnia” is not on the list",
        "2 lines will be carried out, all or none.",
    ):
        assert words in text, words
    assert not spring.participations.exists()
    packed = response.context["shown"]["rows"].value()
    done = staff.post(page_of(spring), {"rows": packed, "what": "import"}, follow=True)
    assert "New person, is nominated: 2" in done.content.decode()
    assert spring.participations.count() == 2


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ";")],
)
def test_files_of_spreadsheets_are_read(spring, staff, encoding, delimiter):
    text = "email,name,state\nana@example.org,Ana Núñez,Côte d’Ivoire\n".replace(",", delimiter)
    page = upload(staff, spring, text.encode(encoding)).content.decode()
    assert "Ana Núñez" in page
    assert "New person, is nominated: 1" in page
    assert ("read as Windows-1252" in page) == (encoding == "cp1252")


def test_a_workbook_is_read(spring, staff):
    book, content = Workbook(), io.BytesIO()
    book.active.append(["role", "name", "email", "phone"])
    book.active.append(["Observer", "Ana Núñez", "ana@example.org", 123])
    book.save(content)
    page = upload(staff, spring, content.getvalue(), "list.xlsx").content.decode()
    assert "Ana Núñez" in page
    assert "Observer" in page
    assert "Columns that are not read:" in page


def test_wrong_lines_are_downloaded_with_reasons_and_dangerous_cells_are_harmless(spring, staff):
    text = LIST + 'bad,"=HYPERLINK(""http://x"")",Narnia,,,,,@sum,\n'
    packed = upload(staff, spring, text).context["shown"]["rows"].value()
    response = staff.post(page_of(spring), {"rows": packed, "what": "wrong"})
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    headings, *lines = list(csv.reader(io.StringIO(content)))
    assert headings[:3] == ["email", "name", "state"]
    assert headings[-1] == "what is wrong"
    assert len(lines) == 1
    assert lines[0][1].startswith("'=HYPERLINK")
    assert lines[0][7] == "'@sum"
    assert "“bad” is not an e-mail address." in lines[0][-1]
    assert not spring.participations.exists()
    # Mended, the same file is read again: the last column is passed over.
    mended = content.replace("bad,", "good@example.org,").replace("Narnia", "Ghana")
    found = read_nominees(mended.encode(), "list.csv")
    assert found.ignored == ["what is wrong"]


def test_what_was_not_shown_or_was_shown_for_another_edition_is_not_imported(
    spring, world, cast, staff
):
    rows = read_nominees(LIST.encode(), "list.csv").rows
    other = edition(world, cast.coordinator, title="Other", slug="other")
    for packed in ("forged", pack(rows, f"nominees.{other.pk}"), pack(rows, "people")):
        text = staff.post(page_of(spring), {"rows": packed}, follow=True).content.decode()
        assert "Choose the file again." in text
    assert not Participation.objects.exists()


def test_what_changed_since_the_preview_is_told_and_nothing_is_imported(spring, cast, staff):
    packed = upload(staff, spring, LIST).context["shown"]["rows"].value()
    spring.state = EditionState.CLOSED
    spring.save()
    staff.post(page_of(spring), {"rows": packed})
    assert not spring.participations.exists()


def test_a_bad_file_gets_its_sentence_on_the_page(spring, staff):
    assert "no heading “email”" in upload(staff, spring, "name\nAna\n").content.decode()
    assert "is empty" in upload(staff, spring, " \n").content.decode()


def test_hostile_cells_are_shown_as_text(spring, staff):
    line = "x@example.org,<script>alert(1)</script>,<b>,<b>,,,<i>,<i>,<i>\n"
    page = upload(staff, spring, HEAD + line).content.decode()
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("who", ["amara", "instructor", "historian", "editor"])
def test_whoever_does_not_run_the_edition_imports_nothing(spring, who, cast, client_of):
    assert upload(client_of(getattr(cast, who)), spring, LIST).status_code in (403, 404)
    assert not User.objects.filter(email="ana@example.org").exists()


def test_any_cell_of_the_list_of_naughty_strings_is_read_or_told(spring, cast, staff):
    """Strings that broke other programs, each once as a name and once as a motivation."""
    strings = [
        "\u202e\u2066reversed", "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤", "｀ｨ(´∀｀∩", "👾 🙇", "\ufeff", "ﷺ", "' OR 1=1 --",
        "%s%d%n", "{{7*7}}", "\x00", "\x7f", "../../etc/passwd", "١٢٣", "𝓣𝓱𝓮", "🇺🇸🇷🇺",
    ]  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out)
    for n, text in enumerate(strings):
        writer.writerow([f"n{n}@example.org", text or "x", "", "", "", "", "", text[:200], text])
    response = upload(staff, spring, HEAD + out.getvalue())
    assert response.status_code == 200
    packed = response.context["shown"]["rows"].value()
    assert staff.post(page_of(spring), {"rows": packed}, follow=True).status_code == 200
    names = list(spring.participations.values_list("user__printed_name", flat=True))
    assert not [name for name in names if "\x00" in name or "\x7f" in name]
    assert len(names) >= len(strings) - 3
    assert json.dumps(names)


def test_lines_are_counted_as_the_spreadsheet_counts_them(spring, cast):
    text = HEAD + "\n,,,,,,,,\nbad,X,,,,,,,\n"
    (one,) = proposed(spring, text, cast.coordinator)
    assert one.row.line == 4
    lines = list(wrong_lines([one]))
    assert len(lines) == 2


def test_a_role_that_was_changed_meanwhile_is_changed_back_by_the_list_only_if_it_says_so(
    spring, cast
):
    run(spring, LIST, cast.coordinator)
    ana = spring.participations.get(user__email="ana@example.org")
    change_participation(ana, Changes(role=Role.GUEST), by=cast.coordinator)
    run(spring, LIST, cast.coordinator)  # its cell is empty
    assert spring.participations.get(pk=ana.pk).role == Role.GUEST
