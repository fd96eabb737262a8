"""`load_curriculum`: files become pages, and an editor's work is never overwritten."""

from io import StringIO
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from wagtail.models import Locale, Page, Revision

from courses.curriculum import read_curriculum
from courses.curriculum.building import lesson_fields, quiz_fields
from courses.curriculum.loading import CannotLoad, NoCatalogue
from courses.curriculum.markup import NAMESPACE, line, prose
from courses.curriculum.schema.steps import Lesson
from courses.models import CoursePage, LessonPage, LoadedPage, ModulePage, QuizPage
from courses.outline import outline_of
from tests.courses.curriculum_files import (
    BODY,
    COURSE,
    QUESTIONS,
    Files,
    lesson,
    page,
    quiz,
)
from tests.world import publish


@pytest.fixture
def loaded(files, world) -> Files:
    """The files, loaded once."""
    files.load()
    return files


def titles(module: str = "m1") -> list[str]:
    """The titles below a module, in order."""
    return [child.title for child in page(module).get_children()]


def key(file_id: str) -> UUID:
    """The key that a file's id gives."""
    return uuid5(NAMESPACE, file_id)


def ids_in(raw) -> list[str]:
    """Every id of a block or list item, in order."""
    if isinstance(raw, dict):
        own = [raw["id"]] if "type" in raw and "id" in raw else []
        return own + [i for value in raw.values() for i in ids_in(value)]
    if isinstance(raw, list):
        return [i for value in raw for i in ids_in(value)]
    return []


def stored_ids(slug: str, field: str) -> list[str]:
    """The ids of a stream field as the database holds them."""
    return ids_in(getattr(page(slug), field).get_prep_value())


def written() -> tuple[int, int, int]:
    """How many pages, revisions and records of the loader there are."""
    return Page.objects.count(), Revision.objects.count(), LoadedPage.objects.count()


# --- the first load -----------------------------------------------------------------------------


def test_files_become_pages_in_the_order_of_the_files(files, world):
    report = files.load()
    assert str(report) == "6 pages and terms made, 0 updated, 0 unchanged, 0 left to their editors."
    assert page("a-loaded-course").get_parent() == Page.objects.get(pk=world.catalogue.pk)
    assert titles("a-loaded-course") == ["Module one", "Module two"]
    assert titles("m1") == ["Loaded lesson 1", "Loaded lesson 2"]
    assert titles("m2") == ["A loaded quiz"]
    kinds = {slug: type(page(slug)) for slug in ("a-loaded-course", "m1", "loaded-1")}
    assert list(kinds.values()) == [CoursePage, ModulePage, LessonPage]
    assert type(page("loaded-quiz")) is QuizPage


def test_each_page_is_published_through_a_revision_and_keyed_by_its_id(loaded):
    for file_id, slug in [
        ("c1", "a-loaded-course"),
        ("c1.m1", "m1"),
        ("c1.l1", "loaded-1"),
        ("c1.q1", "loaded-quiz"),
    ]:
        made = page(slug)
        record = LoadedPage.objects.get(file_id=file_id, language="en")
        assert made.translation_key == key(file_id) == record.page_key
        assert made.live
        assert not made.has_unpublished_changes
        assert made.live_revision_id == made.latest_revision_id == record.revision


def test_the_outline_knows_the_loaded_steps(loaded):
    outline = outline_of(key("c1"), "en")
    steps = [step.title for module in outline.modules for step in module.steps]
    assert steps == ["Loaded lesson 1", "Loaded lesson 2", "A loaded quiz"]


def test_every_field_of_the_files_reaches_its_page(loaded):
    course, first, asked = page("a-loaded-course"), page("loaded-1"), page("loaded-quiz")
    assert (course.phase, course.summary, course.open_enrolment) == (
        "pre-seminar",
        "In one sentence.",
        True,
    )
    assert course.about == "<p>About <i>this</i> course.</p>"
    assert course.certificate_asks == "<p>All lessons.</p>"
    assert [o.value for o in course.objectives] == ["read a decree"]
    assert (first.opens_after, first.counts) == ("anytime", True)
    assert first.minutes == lesson_fields(Lesson.model_validate(lesson(1)))["minutes"]
    assert (first.notice_level, first.notice_text) == (1, "What comes.")
    assert (first.review_state, first.review_missing) == ("nearly", "A comparison.")
    assert (asked.pass_mark, asked.attempts_allowed, asked.question_count) == (60, 3, 2)
    single, multiple = (child.value for child in asked.questions)
    assert (single["kind"], single["fixed_order"]) == ("single", False)
    assert (multiple["kind"], multiple["fixed_order"]) == ("multiple", True)
    assert [c["right"] for c in multiple["choices"]] == [True, True, False]
    assert single["text"].source == "<p>Which <i>law</i>?</p>"


def test_every_block_of_a_file_becomes_a_block_of_the_page(loaded):
    body = page("loaded-1").body
    assert [child.block_type for child in body] == [next(iter(b)) for b in BODY]
    fact = body[2].value
    assert [s["title"] for s in fact["sources"]] == ["A source", "Another source"]
    assert fact["sources"][0]["checked_on"].isoformat() == "2026-11-22"
    assert body[4].value["persecutors"] is True
    assert body[4].value["notice"] == "Words of the persecutors."


def test_a_loaded_lesson_shows_every_kind_of_block(loaded, cast, client_of):
    answer = client_of(cast.editor).get(page("loaded-1").url)
    assert answer.status_code == 200
    shown = answer.content.decode()
    for words in [
        "A heading of the lesson",
        "Connecting <i>words</i>.",
        "A <b>statement</b> of law.",
        "Words as spoken",
        "A named person",
        "A passage of a decree.",
        "Title of the decree",
        "An office",
        "Gazette, p. 1",
        "Document of the persecutors",
        "No date is given.",
        "Words of the persecutors.",
        "The first event.",
        "2 March 1933",
        "One after the other",
        "A term",
        "Its meaning.",
        "What would your office do?",
        "A book",
        "https://b.org/",
    ]:
        assert words in shown, f"“{words}” is not on the page"
    assert shown.count('id="source-1"') == shown.count('id="source-2"') == 1


def test_markdown_becomes_what_the_editor_writes():
    assert prose("One *two* **three**.\n\n- a\n- b") == (
        "<p>One <i>two</i> <b>three</b>.</p> <ul> <li>a</li> <li>b</li> </ul>"
    )
    assert "<script>" not in prose("<script>alert(1)</script>")


@pytest.mark.parametrize(
    ("written_so", "reads_so"),
    [
        ("The *word* **genocide**", "The word genocide"),
        ('"Further notice" & after', "“Further notice” & after"),
        ("from a < b to c > d", "from a < b to c > d"),
        ("§ 1 – Ökonomidēs’", "§ 1 – Ökonomidēs’"),
    ],
)
def test_a_line_is_plain_text(written_so, reads_so):
    """The page escapes it: an entity left in it would be seen by the reader."""
    assert line(written_so) == reads_so


# --- ids of blocks ------------------------------------------------------------------------------


def test_ids_of_blocks_and_list_items_stay_when_a_file_changes(loaded):
    """A learner's notes and a report of answers hold on to them."""
    before = {f: stored_ids(s, f) for s, f in [("loaded-1", "body"), ("loaded-quiz", "questions")]}
    # 9 blocks, 6 sources, 2 events, 1 title; 2 questions, 5 choices, 2 sources
    assert [len(ids) for ids in before.values()] == [18, 9]
    assert all(len(set(ids)) == len(ids) for ids in before.values())
    loaded.put("l1", lesson(1, title="Another title"))
    reworded = [{**QUESTIONS[0], "text": "Which *statute*?"}, QUESTIONS[1]]
    loaded.put("q1", quiz(questions=reworded))
    assert len(loaded.load().updated) == 2
    assert stored_ids("loaded-1", "body") == before["body"]
    assert stored_ids("loaded-quiz", "questions") == before["questions"]


def test_ids_are_the_same_in_a_second_database(files, world):
    """Rows of two installations can be compared: ids come from the files alone."""
    (course,) = read_curriculum(files.root).courses
    first, _second = (item.step for item in course.steps[0])
    asked = course.steps[1][0].step
    built = ids_in(lesson_fields(first)["body"]), ids_in(quiz_fields(asked)["questions"])
    files.load()
    assert (stored_ids("loaded-1", "body"), stored_ids("loaded-quiz", "questions")) == built
    assert str(key("c1.q1/q1")) in built[1]
    assert str(key("c1.l1/r1")) in built[0]


def test_a_named_block_keeps_its_id_wherever_it_stands(loaded):
    before = {child.block_type: child.id for child in page("loaded-1").body}
    loaded.put("l1", lesson(1, body=[{"heading": "A new beginning"}, *BODY]))
    loaded.load()
    after = {child.block_type: child.id for child in page("loaded-1").body}
    assert after["reflection"] == before["reflection"] == str(key("c1.l1/r1"))


def test_a_question_keeps_its_id_when_the_order_of_questions_changes(loaded):
    before = [child.id for child in page("loaded-quiz").questions]
    loaded.put("q1", quiz(questions=QUESTIONS[::-1]))
    loaded.load()
    assert [child.id for child in page("loaded-quiz").questions] == before[::-1]


# --- loading again ------------------------------------------------------------------------------


def test_a_second_load_changes_nothing(loaded):
    before = written()
    revisions = set(Revision.objects.values_list("pk", flat=True))
    report = loaded.load()
    assert (len(report.unchanged), report.created, report.updated, report.kept) == (6, [], [], [])
    assert written() == before
    assert set(Revision.objects.values_list("pk", flat=True)) == revisions


def test_a_changed_file_updates_its_page_and_no_other(loaded):
    others = {p.pk: p.latest_revision_id for p in Page.objects.exclude(slug="loaded-1")}
    before = page("loaded-1")
    loaded.put("l1", lesson(1, title="A better title", counts=False))
    report = loaded.load()
    assert report.updated == ["A better title"]
    assert len(report.unchanged) == 5
    after = page("loaded-1")
    assert (after.pk, after.title, after.counts, after.live) == (
        before.pk,
        "A better title",
        False,
        True,
    )
    assert after.live_revision_id == after.latest_revision_id != before.latest_revision_id
    assert {p.pk: p.latest_revision_id for p in Page.objects.exclude(slug="loaded-1")} == others
    assert len(loaded.load().unchanged) == 6


def test_what_the_files_do_not_say_stays_on_an_updated_page(loaded):
    Page.objects.filter(slug="loaded-1").update(search_description="Set by hand")
    loaded.put("l1", lesson(1, title="A better title"))
    revision = page("loaded-1").latest_revision
    revision.content["search_description"] = "Set by hand"
    revision.save()
    loaded.load()
    assert page("loaded-1").search_description == "Set by hand"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (["l1", "new", "l2"], ["Loaded lesson 1", "Loaded lesson 3", "Loaded lesson 2"]),
        (["l1", "l2", "new"], ["Loaded lesson 1", "Loaded lesson 2", "Loaded lesson 3"]),
        (["new", "l1", "l2"], ["Loaded lesson 3", "Loaded lesson 1", "Loaded lesson 2"]),
    ],
    ids=["middle", "end", "beginning"],
)
def test_a_new_step_lands_at_its_place_in_the_order(loaded, steps, expected):
    loaded.put("new", lesson(3))
    loaded.steps(steps, ["q1"])
    assert loaded.load().created == ["Loaded lesson 3"]
    assert titles("m1") == expected
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_new_module_lands_at_its_place_in_the_order(loaded):
    loaded.put("new", lesson(3))
    new = {"id": "c1.m3", "title": "Module between", "slug": "m3", "steps": ["new.yaml"]}
    one, two = COURSE["modules"]
    loaded.put("course", {**COURSE, "modules": [one, new, two]})
    assert loaded.load().created == ["Module between", "Loaded lesson 3"]
    assert titles("a-loaded-course") == ["Module one", "Module between", "Module two"]
    assert titles("m3") == ["Loaded lesson 3"]


def test_steps_that_change_places_in_the_files_change_places_on_the_site(loaded):
    loaded.steps(["l2", "l1"], ["q1"])
    loaded.load()
    assert titles("m1") == ["Loaded lesson 2", "Loaded lesson 1"]
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_step_that_moves_to_another_module_in_the_files_moves_on_the_site(loaded):
    """Nobody moved it in the CMS, so the report must not say so."""
    loaded.steps(["l1"], ["l2", "q1"])
    report = loaded.load()
    assert report.kept == []
    assert titles("m1") == ["Loaded lesson 1"]
    assert titles("m2") == ["Loaded lesson 2", "A loaded quiz"]


# --- an editor's work ---------------------------------------------------------------------------


def drafts(target: Page) -> None:
    """An editor begins a new version and does not publish it."""
    target.title = "An editor's title"
    target.save_revision()


def publishes(target: Page) -> None:
    """An editor changes and publishes."""
    target.title = "An editor's title"
    publish(target)


def moves(target: Page) -> None:
    """An editor moves the page to the other module."""
    target.move(page("m2"), pos="last-child")


def unpublishes(target: Page) -> None:
    """An editor takes the page from the site."""
    target.unpublish()


def deletes(target: Page) -> None:
    """An editor deletes the page."""
    target.delete()


EDITORS = {
    drafts: "it was edited in the CMS",
    publishes: "it was edited in the CMS",
    moves: "it was moved in the CMS",
    unpublishes: "it was unpublished in the CMS",
    deletes: "it was deleted in the CMS",
}


def state_of(slug: str) -> list:
    """Whatever a loader could change of a page, nothing when it is gone."""
    fields = ("title", "live", "path", "latest_revision_id", "live_revision_id", "draft_title")
    return list(Page.objects.filter(slug=slug).values_list(*fields))


@pytest.mark.parametrize("with_new_file", [False, True], ids=["same file", "changed file"])
@pytest.mark.parametrize("acts", EDITORS, ids=lambda act: act.__name__)
def test_what_an_editor_did_is_reported_and_left_alone(loaded, acts, with_new_file):
    acts(page("loaded-1"))
    before, revisions = state_of("loaded-1"), Revision.objects.count()
    if with_new_file:
        loaded.put("l1", lesson(1, counts=False))
    report = loaded.load()
    (kept,) = report.kept
    assert kept.endswith(f": {EDITORS[acts]}")
    assert (report.created, report.updated, len(report.unchanged)) == ([], [], 5)
    assert state_of("loaded-1") == before
    assert Revision.objects.count() == revisions


@pytest.mark.parametrize("acts", EDITORS, ids=lambda act: act.__name__)
def test_with_overwrite_the_page_is_taken_back(loaded, acts):
    acts(page("loaded-1"))
    report = loaded.load(overwrite=True)
    assert report.kept == []
    taken = page("loaded-1")
    assert (taken.title, taken.draft_title, taken.live) == ("Loaded lesson 1",) * 2 + (True,)
    assert not taken.has_unpublished_changes
    assert taken.get_parent().slug == "m1"
    assert taken.url_path.endswith("/m1/loaded-1/")
    assert taken.translation_key == key("c1.l1")
    assert Page.find_problems() == ([], [], [], [], [])
    assert len(loaded.load().unchanged) == 6


@pytest.mark.parametrize("acts", [moves, deletes], ids=lambda act: act.__name__)
def test_a_page_that_is_taken_back_stands_at_its_place_again(loaded, acts):
    loaded.put("new", lesson(3))
    loaded.steps(["l1", "new", "l2"], ["q1"])
    loaded.load()
    acts(page("loaded-3"))
    loaded.load(overwrite=True)
    assert titles("m1") == ["Loaded lesson 1", "Loaded lesson 3", "Loaded lesson 2"]


def test_an_editors_order_is_left_alone_until_it_is_overwritten(loaded):
    page("loaded-2").move(page("loaded-1"), pos="left")
    theirs = ["Loaded lesson 2", "Loaded lesson 1"]
    loaded.load()
    assert titles("m1") == theirs
    loaded.load(overwrite=True)
    assert titles("m1") == theirs[::-1]


def test_an_editors_order_is_reported_when_the_files_want_another(loaded):
    loaded.put("new", lesson(3))
    loaded.steps(["l1", "l2", "new"], ["q1"])
    loaded.load()
    page("loaded-3").move(page("loaded-1"), pos="left")
    theirs = titles("m1")
    loaded.steps(["l2", "l1", "new"], ["q1"])
    assert loaded.load().kept == ["Module one: its order was changed in the CMS"]
    assert titles("m1") == theirs


def test_a_step_that_becomes_another_kind_is_no_deletion(loaded):
    """The page of the old kind is still there: saying that it was deleted would mislead."""
    loaded.put("l2", quiz(id="c1.l2", slug="loaded-2", title="Now a quiz"))
    try:
        report = loaded.load()
    except CannotLoad:
        return
    assert not any("deleted" in reason for reason in report.kept)


def test_the_whole_course_may_be_deleted_and_stays_deleted(loaded):
    page("a-loaded-course").delete()
    before = written()
    report = loaded.load()
    assert report.kept == ["A loaded course: it was deleted in the CMS"]
    assert written() == before


def test_the_whole_course_is_made_again_with_overwrite(loaded):
    page("a-loaded-course").delete()
    assert len(loaded.load(overwrite=True).created) == 6
    assert titles("m1") == ["Loaded lesson 1", "Loaded lesson 2"]


def test_steps_of_a_deleted_module_do_not_come_back_elsewhere(loaded):
    page("m1").delete()
    assert "Module one: it was deleted in the CMS" in loaded.load().kept
    assert not Page.objects.filter(slug="loaded-1").exists()


def test_new_steps_are_still_added_to_a_module_that_an_editor_changed(loaded):
    publishes(page("m1"))
    loaded.put("new", lesson(3))
    loaded.steps(["l1", "new", "l2"], ["q1"])
    report = loaded.load()
    assert report.created == ["Loaded lesson 3"]
    assert report.kept == ["An editor's title: it was edited in the CMS"]


def test_a_page_with_the_files_key_that_the_loader_did_not_make_is_left_alone(files, world):
    LoadedPage.objects.all().delete()
    course = CoursePage(title="Made by hand", slug="by-hand", translation_key=key("c1"))
    course.locale = world.catalogue.locale
    Page.objects.get(pk=world.catalogue.pk).specific.add_child(instance=course)
    assert files.load().kept == ["Made by hand: it was not made by the loader"]
    assert page("by-hand").title == "Made by hand"


def test_an_editors_page_beside_the_loaded_ones_is_not_touched(loaded):
    by_hand = LessonPage(title="By hand", slug="by-hand", locale=page("m1").locale)
    page("m1").add_child(instance=by_hand)
    before = state_of("by-hand")
    loaded.put("l1", lesson(1, title="A better title"))
    loaded.load()
    assert state_of("by-hand") == before
    assert titles("m1") == ["A better title", "Loaded lesson 2", "By hand"]


# --- refusals -----------------------------------------------------------------------------------


def test_without_a_catalogue_in_the_language_it_says_what_to_do(files, world):
    files.place.parent.rename(files.root / "es")
    before = written()
    with pytest.raises(NoCatalogue) as caught:
        files.load()
    assert str(caught.value) == (
        "There is no catalogue page in “es” to load courses into. "
        "Run “manage.py setup_site” first, or add the page in the CMS."
    )
    Locale.objects.get_or_create(language_code="es")
    with pytest.raises(NoCatalogue, match="“es”"):
        files.load()
    assert written() == before


def test_one_course_without_a_catalogue_keeps_all_from_being_loaded(files, world):
    other = Files(files.root / "other")
    other.place.parent.rename(files.root / "es")
    before = written()
    with pytest.raises(NoCatalogue):
        files.load()
    assert written() == before


def command(root: Path, **options) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("load_curriculum", str(root), stdout=out, **options)
    return out.getvalue()


def test_the_command_prints_what_it_did(files, world):
    assert command(files.root) == (
        "6 pages and terms made, 0 updated, 0 unchanged, 0 left to their editors.\n"
    )
    publishes(page("loaded-1"))
    assert command(files.root) == (
        "Left alone: An editor's title: it was edited in the CMS.\n"
        "0 pages and terms made, 0 updated, 5 unchanged, 1 left to their editors.\n"
    )
    assert command(files.root, overwrite=True) == (
        "0 pages and terms made, 1 updated, 5 unchanged, 0 left to their editors.\n"
    )


def test_the_command_loads_the_shipped_curriculum_by_default(world):
    out = StringIO()
    call_command("load_curriculum", stdout=out)
    shipped = read_curriculum(settings.BASE_DIR / "content" / "curriculum")
    pages = sum(1 + sum(1 + len(steps) for steps in c.steps) for c in shipped.courses)
    pages += sum(len(each.glossary.terms) for each in shipped.glossaries)
    pages += sum(len(each.collections) + len(each.resources) for each in shipped.libraries)
    expected = f"{pages} pages and terms made, 0 updated, 0 unchanged, 0 left to their editors.\n"
    assert out.getvalue() == expected
    assert CoursePage.objects.filter(slug="holocaust-as-a-process", live=True).exists()


def test_a_broken_file_stops_the_command_before_it_writes(files, world):
    files.put("q1", quiz(pass_mark=101))
    before = written()
    with pytest.raises(CommandError) as caught:
        command(files.root)
    assert f"{files.place / 'q1.yaml'}, line 1: pass_mark" in str(caught.value)
    assert written() == before


def test_the_command_says_in_a_sentence_that_there_is_no_catalogue(files, world):
    files.place.parent.rename(files.root / "es")
    with pytest.raises(CommandError, match="no catalogue page in “es”"):
        command(files.root)


def test_an_address_that_is_taken_is_a_sentence_and_nothing_is_written(files, world):
    """An editor has made a page with the course's slug by hand."""
    taken = CoursePage(title="By hand", slug="a-loaded-course", locale=world.catalogue.locale)
    Page.objects.get(pk=world.catalogue.pk).specific.add_child(instance=taken)
    before = written()
    try:
        with pytest.raises(CommandError, match="a-loaded-course"):
            command(files.root)
    except ValidationError as error:
        pytest.fail(f"a traceback instead of a sentence: {error}")
    finally:
        assert written() == before


@pytest.mark.parametrize(
    ("written_so", "reads_so"),
    [
        ("on 7 April 1933, a", "on 7\xa0April\xa01933, a"),
        ("nearly 44 per cent", "nearly 44\xa0per cent"),
        ("17 August", "17\xa0August"),
        ("in 1933 April came", "in 1933 April came"),
    ],
)
def test_days_and_percentages_stay_on_one_line(written_so, reads_so):
    assert line(written_so) == reads_so
    assert prose(written_so) == f"<p>{reads_so}</p>"
