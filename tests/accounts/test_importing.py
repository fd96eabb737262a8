"""A list of people says line by line what it will do, then does it whole or not at all."""

import io
from contextlib import suppress

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from lms.accounts.actions import import_people
from lms.accounts.errors import AddressTaken
from lms.accounts.importing import Fate, propose
from lms.accounts.models import Institution, User
from lms.accounts.people_files import UnusableFile, read_file, read_people
from lms.portal.people_forms import ConfirmImportForm

HEAD = "email,name,state,institution,language\n"
LIST = HEAD + (
    "ana@example.org,Ana Núñez,Argentina,Ministry of Justice,es\n"
    "li@example.org,Li Wei,CN,,\n"
    "kofi@example.org,Kofi Mensah-Ort,Ghana,Ministry of Justice,en\n"
)


def rows(text: str, encoding: str = "utf-8"):
    return read_people(text.encode(encoding), "people.csv")


def proposals(cast, text: str):
    return propose(rows(text), by=cast.coordinator)


def fates(found) -> list[str]:
    return [proposal.fate for proposal in found]


# --- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file_is_read_whatever_divides_its_cells(delimiter):
    (row,) = rows(f"Name{delimiter}E-mail\nAna{delimiter}ana@example.org\n")
    assert row.cells == {"email": "ana@example.org", "name": "Ana"}
    assert row.line == 2


def test_an_xlsx_file_is_read():
    book = Workbook()
    book.active.append(["email", "name", "state"])
    book.active.append(["ana@example.org", "Ana", None])
    book.active.append([None, None, None])
    content = io.BytesIO()
    book.save(content)
    (row,) = read_people(content.getvalue(), "people.XLSX")
    assert row.cells == {"email": "ana@example.org", "name": "Ana", "state": ""}


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "empty"),
        (b"email,name\n", "a.csv", "nobody"),
        (b"name,state\nAna,Ghana\n", "a.csv", "no heading “email”"),
        (b"email,name\nana@example.org,N\x81\x8d\n", "a.csv", "UTF-8"),
        (b"\xd0\xcf\x11\xe0 a workbook of long ago", "a.xls", "older workbook"),
        (b'email,name\n"ana@example.org,Ana\n', "a.csv", "quotation mark"),
        (b"not a zip", "a.xlsx", "proper XLSX"),
        (b"email,name\n" + b"x,y\n" * 1_001, "a.csv", "more than 1000 lines"),
        (b"x" * (2 * 1024 * 1024 + 1), "a.csv", "larger than 2 MB"),
    ],
)
def test_a_file_that_cannot_be_used_gets_a_sentence(content, name, words):
    with pytest.raises(UnusableFile, match=words):
        read_people(content, name)


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx"]))
def test_any_bytes_are_read_or_refused_with_a_sentence(content, name):
    with suppress(UnusableFile):
        assert read_people(content, name)


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16-LE"),
        ("utf-16-be", "UTF-16-BE"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_the_encodings_of_spreadsheets_are_read(encoding, named):
    text = "Nom;Courriel;État\nAna Núñez;ana@example.org;Côte d’Ivoire\n"
    found = read_file(text.encode(encoding), "people.csv")
    assert found.rows[0].cells["name"] == "Ana Núñez"
    assert found.rows[0].cells["state"] == "Côte d’Ivoire"
    assert (found.encoding, found.is_guessed) == (named, named == "Windows-1252")


def test_headings_that_say_nothing_are_told():
    found = read_file(b"email,phone,name\na@example.org,1,Ana\n", "people.csv")
    assert found.ignored == ["phone"]
    assert found.rows[0].cells == {"email": "a@example.org", "name": "Ana"}


# --- proposing ----------------------------------------------------------------------------------


def test_states_are_known_by_code_and_by_name_in_several_languages(cast):
    text = "email,name,state\na@example.org,A,Chine\nb@example.org,B,gh\nc@example.org,C,الأردن\n"
    assert [p.territory.code for p in proposals(cast, text)] == ["CN", "GH", "JO"]


@pytest.mark.parametrize("word", ["cote d ivoire", "CÔTE D'IVOIRE", "Cote-d’Ivoire", "CI"])
def test_accents_case_and_marks_make_no_difference_in_the_name_of_a_state(cast, word):
    (found,) = proposals(cast, f"email,name,state\na@example.org,A,{word}\n")
    assert found.territory.code == "CI"


def test_an_unknown_state_is_told_with_the_nearest(cast):
    (found,) = proposals(cast, "email,name,state\na@example.org,A,Argentinia\n")
    assert "Nearest: Argentina" in found.remarks[0]


def test_a_cell_in_a_wrong_encoding_is_told_with_what_seems_meant(cast):
    twice, lost = proposals(
        cast, "email,name\na@example.org,Ana NÃºÃ±ez\nb@example.org,Ben N\ufffd\n"
    )
    assert (twice.fate, lost.fate) == (Fate.WRONG, Fate.WRONG)
    assert "“Ana Núñez” seems to be meant" in twice.remarks[0]
    assert "are lost" in lost.remarks[0]


def test_the_kind_of_a_new_institution_is_read_in_every_language(cast):
    text = "email,name,institution,kind\na@example.org,A,Court,{}\n"
    for word in ("Justice", "justice", "Human-rights institution", "العدل"):
        (found,) = proposals(cast, text.format(word))
        assert found.kind in ("justice", "human-rights"), word
    (wrong,) = proposals(cast, text.format("Police"))
    assert "“Police” is no kind of institution" in wrong.remarks[0]
    import_people(proposals(cast, text.format("Justice")), by=cast.coordinator, invite=False)
    assert Institution.objects.get(name="Court").kind == "justice"
    (again,) = proposals(cast, text.format("Defence"))
    assert "The institution is listed as “Justice”, which stays." in again.remarks


def test_whoever_may_not_add_or_change_people_does_not_by_a_list(cast):
    text = f"email,name\nnew@example.org,New\n{cast.amara.email},Other Name\n"
    new, known = propose(rows(text), by=cast.instructor)
    assert new.fate == Fate.WRONG
    assert "you may not add people" in new.remarks[0]
    assert known.fate == Fate.SAME
    assert "you may not change people" in known.remarks[0]


def test_each_line_that_is_wrong_says_why(cast):
    found = proposals(
        cast,
        HEAD + "no address,X,,,\nana@example.org,Ana,Narnia,,\nli@example.org,Li,,,zz\n"
        "who@example.org,,,,\nana@example.org,Ana again,,,\nadmin@example.org,New name,,,\n",
    )
    assert set(fates(found)) == {Fate.WRONG}
    remarks = [" ".join(p.remarks) for p in found]
    for words, remark in zip(
        (
            "is not an e-mail address",
            "“Narnia” is not on the list",
            "“zz” is not a language",
            "The name is missing",
            "stands in line 3 too",
            "administrator",
        ),
        remarks,
        strict=True,
    ):
        assert words in remark


def test_somebody_who_is_known_is_changed_and_never_doubled(cast):
    text = HEAD + f"{cast.amara.email.upper()},Amara Ł.,Ghana,,\n{cast.bruno.email},,,,\n"
    changed, same = proposals(cast, text)
    assert (changed.fate, same.fate) == (Fate.CHANGED, Fate.SAME)
    assert "Changes: name, State." in changed.remarks


def test_comparing_costs_the_same_for_1_and_10_lines(cast, statements):
    cast.coordinator.has_perm("accounts.add_user")  # asked once and kept

    def cost(count: int) -> int:
        lines = "".join(f"p{n}@example.org,Person {n},Ghana,Office,en\n" for n in range(count))
        with statements() as asked:
            proposals(cast, HEAD + lines)
        return asked.count

    assert cost(10) == cost(1)


# --- importing ----------------------------------------------------------------------------------


def test_people_are_added_and_invited(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        done = import_people(proposals(cast, LIST), by=cast.coordinator, invite=True)
    assert (done.added, done.changed, done.same) == (3, 0, 0)
    ana = User.objects.get(email="ana@example.org")
    assert (ana.territory.code, ana.preferred_language) == ("AR", "es")
    assert Institution.objects.filter(name="Ministry of Justice").count() == 2
    assert {m.to[0] for m in mail.outbox} == {
        "ana@example.org",
        "li@example.org",
        "kofi@example.org",
    }


def test_the_same_file_again_changes_nothing(cast):
    import_people(proposals(cast, LIST), by=cast.coordinator, invite=False)
    again = import_people(proposals(cast, LIST), by=cast.coordinator, invite=True)
    assert (again.added, again.changed, again.same) == (0, 0, 3)
    assert not mail.outbox


def test_an_empty_cell_leaves_things_as_they_are(cast):
    import_people(proposals(cast, LIST), by=cast.coordinator, invite=False)
    text = "email,name,state,institution\nana@example.org,Ana N.,,\n"
    import_people(proposals(cast, text), by=cast.coordinator, invite=False)
    ana = User.objects.get(email="ana@example.org")
    assert (ana.printed_name, ana.territory.code) == ("Ana N.", "AR")
    assert ana.institution.name == "Ministry of Justice"


def test_all_or_none(cast):
    found = proposals(cast, LIST)
    User.objects.create_user("kofi@example.org")
    with pytest.raises(AddressTaken):
        import_people(found, by=cast.coordinator, invite=False)
    assert not User.objects.filter(email="ana@example.org").exists()


# --- the CMS ------------------------------------------------------------------------------------


def upload(client, text: str, name: str = "people.csv"):
    file = SimpleUploadedFile(name, text.encode())
    return client.post(reverse("import_people"), {"file": file})


def test_a_coordinator_sees_each_line_before_anything_is_changed(cast, client_of):
    client = client_of(cast.coordinator)
    page = upload(client, LIST + "bad,X,,,\n").content.decode()
    assert "Nothing has been changed yet." in page
    assert not User.objects.filter(email="ana@example.org").exists()
    packed = ConfirmImportForm.pack(rows(LIST))
    response = client.post(reverse("import_people"), {"rows": packed})
    assert response.status_code == 302
    assert User.objects.filter(email="ana@example.org").exists()


def test_lines_that_were_not_shown_are_not_imported(cast, client_of):
    client = client_of(cast.coordinator)
    response = client.post(reverse("import_people"), {"rows": "forged"}, follow=True)
    assert "Choose the file again." in response.content.decode()
    assert not User.objects.filter(email="ana@example.org").exists()


def test_a_bad_file_gets_its_sentence_on_the_page(cast, client_of):
    page = upload(client_of(cast.coordinator), "name\nAna\n").content.decode()
    assert "no heading “email”" in page


@pytest.mark.parametrize("who", ["amara", "instructor", "historian", "editor"])
def test_nobody_else_imports(who, cast, client_of):
    response = upload(client_of(getattr(cast, who)), LIST)
    assert response.status_code in (302, 403)
    assert not User.objects.filter(email="ana@example.org").exists()


def test_hostile_cells_are_shown_as_text(cast, client_of):
    page = upload(
        client_of(cast.coordinator), HEAD + 'x@example.org,<script>alert(1)</script>,"=1+1",,\n'
    ).content.decode()
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;" in page
