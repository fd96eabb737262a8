"""`load_curriculum`: glossary and library; what an editor changed is never overwritten."""

import json
from uuid import uuid4

import pytest
from wagtail.models import Page

from content.models import GlossaryTerm, LibraryPage
from courses.curriculum.loading import CannotLoad, NoLibrary
from courses.models import LoadedPage
from tests.courses.curriculum_files import SOURCES, Files, page

TERM = {"id": "genocide", "term": "Genocide", "text": "A *meaning*.", "sources": ["one"]}


@pytest.fixture
def shelved(files, world) -> Files:
    """The files with a glossary of one term and a library of one collection, not loaded yet."""
    files.place.parent.joinpath("library").mkdir()
    write_glossary(files)
    write_library(files)
    write_resource(files)
    return files


def write_glossary(files, **more) -> None:
    data = {"id": "glossary", "kind": "glossary", "sources": {"one": SOURCES["one"]}}
    path = files.place.parent / "glossary.yaml"
    path.write_text(json.dumps({**data, "terms": [{**TERM, **more}]}), encoding="utf-8")


def write_library(files, **more) -> None:
    shelf = {"id": "tools", "title": "Tools", "slug": "tools", "resources": ["sheet.yaml"], **more}
    data = {"id": "library", "kind": "library", "collections": [shelf]}
    path = files.place.parent / "library" / "library.yaml"
    path.write_text(json.dumps(data), encoding="utf-8")


def write_resource(files, **more) -> None:
    data = {
        "id": "tools.sheet",
        "kind": "resource",
        "title": "A loaded sheet",
        "slug": "sheet",
        "form": "worksheet",
        "review": {"state": "pending"},
        "sources": {"one": SOURCES["one"]},
        "body": [
            {"text": "See [the lesson](page:c1.l1) on [genocide](term:genocide)."},
            {"question": "Which?", "answer": "This.", "sources": ["one"]},
            {"reading": [{"source": "one", "about": "Why."}], "title": "Titles"},
        ],
        **more,
    }
    path = files.place.parent / "library" / "sheet.yaml"
    path.write_text(json.dumps(data), encoding="utf-8")


def test_terms_and_resources_are_loaded_and_a_second_time_changes_nothing(shelved):
    report = shelved.load()
    assert {"Genocide", "Tools", "A loaded sheet"} <= set(report.created)
    term = GlossaryTerm.objects.get(slug="genocide")
    assert (term.live, term.text) == (True, "<p>A <i>meaning</i>.</p>")
    assert term.sources[0].value["title"] == SOURCES["one"]["title"]
    again = shelved.load()
    assert (again.created, again.updated, again.kept) == ([], [], [])


def test_links_lead_to_the_lesson_and_to_the_term(shelved):
    shelved.load()
    html = page("sheet").body.get_prep_value()[0]["value"]
    assert f'<a linktype="page" id="{page("loaded-1").pk}">the lesson</a>' in html
    assert '<a href="#term-genocide">genocide</a>' in html


def test_a_list_of_titles_stands_under_its_heading(shelved):
    shelved.load()
    kinds = [each.block_type for each in page("sheet").body]
    assert kinds == ["text", "self_check", "heading", "reading_list"]


@pytest.mark.parametrize(("audience", "restrictions"), [("public", 0), ("signed-in", 1)])
def test_a_collection_is_closed_once_and_its_editor_may_open_it(shelved, audience, restrictions):
    write_library(shelved, audience=audience)
    shelved.load()
    assert page("tools").get_view_restrictions().count() == restrictions
    page("tools").get_view_restrictions().delete()
    shelved.load()
    assert page("tools").get_view_restrictions().count() == 0


def edit_term(term: GlossaryTerm) -> None:
    term.text = "<p>Somebody else's.</p>"
    term.save_revision().publish()


def draft_term(term: GlossaryTerm) -> None:
    term.text = "<p>Not published yet.</p>"
    term.save_revision()


EDITORS_OF_TERMS = {
    edit_term: "it was edited in the CMS",
    draft_term: "it was edited in the CMS",
    GlossaryTerm.unpublish: "it was unpublished in the CMS",
    GlossaryTerm.delete: "it was deleted in the CMS",
}


@pytest.mark.parametrize("acts", EDITORS_OF_TERMS, ids=lambda act: act.__name__)
def test_a_term_that_an_editor_changed_is_reported_and_left_alone(shelved, acts):
    shelved.load()
    acts(GlossaryTerm.objects.get())
    before = list(GlossaryTerm.objects.values())
    write_glossary(shelved, text="A new wording.")
    report = shelved.load()
    assert report.kept == [f"Genocide: {EDITORS_OF_TERMS[acts]}"]
    assert list(GlossaryTerm.objects.values()) == before
    shelved.load(overwrite=True)
    assert GlossaryTerm.objects.get().text == "<p>A new wording.</p>"
    assert GlossaryTerm.objects.get().live


def test_a_changed_term_is_updated(shelved):
    shelved.load()
    write_glossary(shelved, text="A new wording.")
    assert shelved.load().updated == ["Genocide"]
    assert GlossaryTerm.objects.get().text == "<p>A new wording.</p>"


def test_a_term_whose_short_name_is_taken_is_a_sentence_and_nothing_is_written(shelved, world):
    shelved.load()
    term = GlossaryTerm.objects.get()
    term.pk, term.translation_key, term.latest_revision = None, uuid4(), None
    term.live_revision = None
    GlossaryTerm.objects.all().delete()
    LoadedPage.objects.filter(file_id="glossary.genocide").delete()
    term.save()
    write_resource(shelved, title="Another title")
    with pytest.raises(CannotLoad) as told:
        shelved.load()
    assert "Another term has this short name" in str(told.value)
    assert page("sheet").title == "A loaded sheet"


def test_a_link_to_a_page_that_is_not_there_is_a_sentence_and_nothing_is_written(shelved):
    write_resource(shelved, body=[{"text": "[words](page:nowhere)"}], sources={})
    with pytest.raises(CannotLoad) as told:
        shelved.load()
    assert "“page:nowhere”" in str(told.value)
    assert not Page.objects.filter(slug__in=["tools", "loaded-1"]).exists()


def test_without_a_library_in_the_language_it_says_what_to_do(shelved):
    LibraryPage.objects.all().delete()
    with pytest.raises(NoLibrary) as told:
        shelved.load()
    assert "setup_site" in str(told.value)
