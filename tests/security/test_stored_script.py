"""What people write is text wherever it is shown: pages, the CMS, letters, PDF, file names."""

import json
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from itertools import cycle
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.urls import reverse
from wagtail.models import Page

from content.models import LibraryDocument, OrganisationName
from courses.certificates import pdf as certificates
from courses.certificates.facts import spell_code
from courses.models import Attempt, Certificate, Cohort, CourseCompletion, StudiedText
from courses.outline import raise_version
from lms.accounts.actions import invite_person
from lms.accounts.models import Institution, Territory, User
from lms.seminars.models import Edition, Partner, Series, Session
from tests.security.knocking import Visitor
from tests.security.scene import Scene

HOSTILE = json.loads((Path(__file__).parent / "data" / "hostile.json").read_text("utf-8"))
LONGEST = 110
PLAIN = "Words"


@cache
def packed() -> list[str]:
    """The strings, several in each text, so that fewer pages show them all."""
    texts, current = [], ""
    for string in HOSTILE:
        folded = " ".join(string.replace("\x00", "").split())
        if len(current) + len(folded) + 1 > LONGEST and current:
            texts.append(current)
            current = ""
        current = f"{current} {folded}".strip()[:LONGEST]
    return [*texts, current]


class Skeleton(HTMLParser):
    """A page without its text: elements, the names of their attributes, what scripts hold."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.scripts: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag, attrs):
        """Note it; scripts that are only data are left alone."""
        self.elements.append((tag, tuple(sorted(name for name, _value in attrs))))
        for name, value in attrs:
            if name in ("href", "src", "action", "formaction") and value:
                scheme = "".join(value.split()).lower()
                assert not scheme.startswith(("javascript:", "vbscript:", "data:text")), value
        kind = dict(attrs).get("type") or ""
        self._in_script = tag in ("script", "style") and "json" not in kind

    def handle_endtag(self, tag):
        """The end of a script."""
        self._in_script = self._in_script and tag not in ("script", "style")

    def handle_data(self, data):
        """Only what scripts hold."""
        if self._in_script:
            self.scripts.append(data)


def skeleton_of(html: str) -> Skeleton:
    """A page's elements."""
    parser = Skeleton()
    parser.feed(html)
    return parser


def plant(scene: Scene, *texts: str) -> None:
    """Write texts into everything that people name, by turns, as the tables take it."""
    turns = cycle(texts)

    def update(model: type[Model], **fields) -> None:
        model._base_manager.update(**fields)

    text = next(turns)
    keys = ("courses", "home", "privacy")
    Page.objects.exclude(slug__in=keys).filter(depth__gt=2).update(title=text, draft_title=text)
    text = next(turns)
    User.objects.filter(pk__in=[scene.cast.amara.pk, scene.cast.bruno.pk]).update(printed_name=text)
    update(Institution, name=next(turns))
    text = next(turns)
    Territory.objects.filter(pk=scene.institution.territory_id).update(
        label=text, footnote=text, region=text[:60], labels={"en": text}
    )
    update(Cohort, label=next(turns))
    update(LibraryDocument, title=next(turns))
    update(OrganisationName, name=next(turns))
    text = next(turns)
    update(Edition, title=text, place=text, about=text)
    update(Session, title=text, speakers=text, place=text, about=text)
    update(Partner, name=text)
    update(Series, name=text)
    for model in (Attempt, CourseCompletion, StudiedText):
        update(model, title=next(turns))
    facts = {**scene.certificate.facts, "name": next(turns), "course": next(turns)}
    update(Certificate, facts=facts, held_because=next(turns))
    raise_version()


EDITION_PAGES = (
    *("edition", "edition_edit", "edition_agenda", "edition_courses"),
    *("edition_partners", "edition_staff"),
)


def pages(scene: Scene) -> list[tuple[str, str]]:
    """Who opens what: each page that shows what somebody wrote."""
    amara = scene.cast.amara.pk
    attempt = scene.open.pk
    learner = [
        "/en/",
        "/en/courses/",
        scene.world.course.url,
        scene.world.lesson.url,
        scene.world.quiz.url,
        "/learn/",
        "/accounts/me/",
        "/accounts/me/data/",
        reverse("courses:question", args=[attempt, 1]),
        reverse("courses:hand_in", args=[attempt]),
        reverse("courses:attempt", args=[scene.finished.pk]),
        "/verify/" + spell_code(scene.certificate.code) + "/",
        "/seminars/",
        reverse("seminars:public_edition", args=[scene.edition.slug]),
    ]
    staff = [
        "/cms/users/",
        reverse("wagtailusers_users:edit", args=[amara]),
        reverse("person_courses", args=[amara]),
        reverse("person_data", args=[amara]),
        reverse("person_erase", args=[amara]),
        "/cms/cohorts/",
        reverse("cohort", args=[scene.cohort.pk]),
        "/cms/institution/",
        "/cms/territory/",
        "/cms/courses_certificate/",
        reverse("courses_certificate:inspect", args=[scene.certificate.pk]),
        "/cms/snippets/content/organisationname/",
        reverse("wagtailadmin_explore", args=[scene.world.first.pk]),
        "/cms/steps/translations/",
        "/cms/documents/",
        "/cms/editions/",
        *(reverse(name, args=[scene.edition.pk]) for name in EDITION_PAGES),
        reverse("session_edit", args=[scene.session.pk]),
        "/cms/series/",
        "/cms/partner/",
    ]
    return [("amara", page) for page in learner] + [("admin", page) for page in staff]


def skeletons(scene: Scene) -> dict[str, Skeleton]:
    """Each page's elements as it stands."""
    found = {}
    for who, address in pages(scene):
        response = Visitor(scene, who).get(address)
        assert response.status_code == 200, (address, response.status_code)
        found[address] = skeleton_of(response.content.decode())
    return found


@pytest.fixture
def plain(scene) -> dict[str, Skeleton]:
    """The pages with harmless words everywhere."""
    plant(scene, PLAIN)
    return skeletons(scene)


def test_hostile_words_change_no_element_of_any_page(scene, plain):
    """Not one more element or attribute, and nothing of them in a script."""
    texts = packed()
    for turn in range(0, len(texts), 4):
        plant(scene, *texts[turn:], *texts[:turn])
        for address, shown in skeletons(scene).items():
            # As a bag: the lists of a form are in the order of their words.
            assert Counter(shown.elements) == Counter(plain[address].elements), (address, turn)
            assert not any("alert(" in script for script in shown.scripts), (address, turn)


def test_the_comparison_sees_a_page_that_does_not_escape():
    safe = skeleton_of("<p>Words</p>").elements

    def is_seen(text: str) -> bool:
        try:
            return skeleton_of(f"<p>{text}</p>").elements != safe
        except AssertionError:
            return True

    assert sum(map(is_seen, packed())) > len(packed()) / 2


def test_names_come_out_of_the_pages_as_they_went_in(scene):
    from html import unescape

    for text in packed()[:6]:
        plant(scene, text)
        shown = unescape(scene.client("coordinator").get("/cms/users/").content.decode())
        assert text in shown


# --- imports ------------------------------------------------------------------------------------


def proposed(scene: Scene, name: str, file_name: str = "people.csv") -> str:
    """The page that shows what an import would do."""
    quoted = name.replace('"', '""')
    rows = f'email,name,state,institution\r\nnew@example.org,"{quoted}","{quoted}","{quoted}"\r\n'
    file = BytesIO(("\ufeff" + rows).encode())
    file.name = file_name
    response = Visitor(scene, "coordinator").post(reverse("import_people"), {"file": file})
    assert response.status_code == 200
    return response.content.decode()


def test_cells_of_an_import_are_shown_as_text(scene):
    safe = skeleton_of(proposed(scene, PLAIN)).elements
    for text in packed():
        assert skeleton_of(proposed(scene, text)).elements == safe, text


def test_a_file_name_is_shown_as_text_or_not_at_all(scene):
    safe = skeleton_of(proposed(scene, PLAIN)).elements
    for text in packed()[:8]:
        name = text.replace('"', "'")  # a quotation mark ends the name on its way here
        assert skeleton_of(proposed(scene, PLAIN, f"{name}.csv")).elements == safe, text


# --- letters ------------------------------------------------------------------------------------

INJECTED = ["A\r\nBcc: evil@example.org", "A\nSubject: Another", "A\r\n\r\nAnother body", "A\x0bB"]


@pytest.mark.parametrize("name", INJECTED)
def test_a_name_adds_no_line_to_the_head_of_a_letter(
    scene, name, django_capture_on_commit_callbacks
):
    User.objects.filter(pk=scene.invited.pk).update(printed_name=name)
    with django_capture_on_commit_callbacks(execute=True):
        invite_person(scene.invited, by=scene.cast.coordinator)
    letter = mail.outbox[0]
    head = letter.message()
    assert letter.recipients() == [scene.invited.email]
    assert head["Bcc"] is None
    assert "Another" not in head["Subject"]
    assert "\n" not in letter.subject


@pytest.mark.parametrize(
    "address", ["a@example.org\r\nBcc: b@example.org", "a@example.org,b@x.org"]
)
def test_an_address_with_a_second_one_in_it_is_refused(scene, address):
    form = {"email": address, "printed_name": "X", "preferred_language": "en", "invite": "on"}
    scene.client("coordinator").post(reverse("wagtailusers_users:add"), form)
    scene.client("nobody").post(reverse("account_reset_password"), {"email": address})
    assert not User.objects.filter(email__contains="Bcc").exists()
    assert mail.outbox == []


def test_hostile_names_stay_text_in_a_letter(scene, django_capture_on_commit_callbacks):
    for text in packed()[:6]:
        User.objects.filter(pk=scene.invited.pk).update(printed_name=text)
        with django_capture_on_commit_callbacks(execute=True):
            invite_person(scene.invited, by=scene.cast.coordinator)
    for letter, text in zip(mail.outbox, packed(), strict=False):
        assert letter.content_subtype == "plain"
        assert text in letter.body


# --- the PDF ------------------------------------------------------------------------------------

FETCHING = [
    '<img src="file:///etc/passwd">',
    '<link rel="stylesheet" href="http://169.254.169.254/">',
    "<style>@import url(http://127.0.0.1:9/x.css);</style>",
    '<object data="file:///etc/hosts"></object>',
    '</p><a rel="attachment" href="file:///etc/passwd">x</a>',
    "url(file:///etc/passwd)",
]


def test_a_certificate_fetches_nothing_that_a_name_asks_for(scene, monkeypatch):
    asked, fetcher = [], type(certificates._fetcher())
    real = fetcher.fetch
    monkeypatch.setattr(
        fetcher, "fetch", lambda self, url, headers=None: asked.append(url) or real(self, url)
    )
    facts = scene.certificate.facts
    for first, second in zip(FETCHING[::2], FETCHING[1::2], strict=True):
        hostile = {**facts, "name": first, "course": second}
        certificates.render_pdf(hostile, "LS-2026-000009", scene.certificate.code)
    fonts = certificates._font_urls()
    assert not [url for url in asked if url not in fonts and not url.startswith("data:image/svg")]


def test_the_page_that_is_printed_has_the_same_elements_whatever_the_name(scene):
    facts, code = scene.certificate.facts, scene.certificate.code

    def elements(text: str) -> list:
        page = certificates.certificate_html({**facts, "name": text, "course": text}, "N", code)
        return [tag for tag, _names in skeleton_of(page).elements]

    for text in [*packed(), *FETCHING]:
        assert elements(text) == elements("W" * len(text)), text


# --- files --------------------------------------------------------------------------------------


def upload(scene: Scene, name: str, content: bytes = b"text") -> LibraryDocument | None:
    """Give a document to the library, as an editor does."""
    before = set(LibraryDocument.objects.values_list("pk", flat=True))
    root = scene.document.collection_id
    file = SimpleUploadedFile(name, content)
    form = {"title": name[:100], "file": file, "collection": root}
    scene.client("editor").post(reverse("wagtaildocs:add"), form)
    return LibraryDocument.objects.exclude(pk__in=before).first()


@pytest.mark.parametrize("text", packed()[:10] + ["../../../etc/cron.d/x", "a\r\nSet-Cookie: b=c"])
def test_a_file_name_stays_in_its_folder_and_in_its_header(scene, text):
    document = upload(scene, f"{text}.txt")
    if document is None:
        return
    assert document.file.name.startswith("documents/")
    assert not set("<>\"'/\\\r\n") & set(document.file.name.removeprefix("documents/"))
    response = scene.client("nobody").get(document.url)
    assert response.status_code == 200
    assert "Set-Cookie" not in str(response.get("Content-Disposition", ""))
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


SCRIPTED = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(
    "ending", ["html", "svg", "xhtml", "xml", "js", "mjs", "htm", "php", "swf"]
)
def test_a_file_that_could_run_is_not_taken(scene, ending):
    assert upload(scene, f"a.{ending}", SCRIPTED) is None


def test_a_file_that_calls_itself_text_is_refused_and_never_shown_as_a_page(scene):
    page = b"<html><script>alert(1)</script></html>"
    assert upload(scene, "a.txt", page) is None
    document = LibraryDocument.objects.create(title="a", file=SimpleUploadedFile("a.txt", page))
    response = scene.client("nobody").get(document.url)
    assert "html" not in response["Content-Type"]
    assert response["X-Content-Type-Options"] == "nosniff"
