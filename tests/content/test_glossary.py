"""The glossary: a page of all terms, a page for each, and terms explained where a text links."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Locale

from content.models import GlossaryPage, GlossaryTerm
from content.terms import explained, terms_linked
from courses.models import LessonPage
from tests.world import SOURCE, block, publish, stream


def term(slug: str, words: str = "", *, language: str = "en", **fields) -> GlossaryTerm:
    """A published term with one source."""
    made = GlossaryTerm(
        slug=slug,
        term=words or slug.replace("-", " ").capitalize(),
        locale=Locale.objects.get_or_create(language_code=language)[0],
        sources=stream(GlossaryTerm, "sources", [block("source", SOURCE)]),
        live=False,
        **{"text": f"<p>What {slug} means.</p>", **fields},
    )
    made.full_clean()
    made.save()
    made.save_revision().publish()
    return GlossaryTerm.objects.get(pk=made.pk)


def get(address: str):
    return Client().get(address)


def test_the_page_lists_every_term_by_its_letters(world):
    for slug, words in (("pogrom", "Pogrom"), ("final-solution", "“Final Solution”")):
        term(slug, words, caution="Not a synonym.")
    html = get("/en/glossary/").content.decode()
    assert html.index("“Final Solution”") < html.index("Pogrom")
    assert 'id="term-pogrom"' in html
    assert ">F</a>" in html
    assert "Not a synonym." in html


def test_a_term_has_a_page_of_its_own_with_its_sources(world):
    term("genocide")
    answer = get("/en/glossary/genocide/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "What genocide means." in html
    assert SOURCE["title"] in html


@pytest.mark.parametrize("slug", ["unknown", "drafted"])
def test_an_unknown_or_unpublished_term_is_not_found(world, slug):
    term("drafted").unpublish()
    assert get(f"/en/glossary/{slug}/").status_code == 404


def test_a_term_that_is_not_translated_stands_in_the_first_language(world):
    original = term("genocide", "Genocide")
    french = original.copy_for_translation(Locale.objects.get(language_code="fr"))
    french.term, french.live = "Génocide", True
    french.save()
    term("pogrom", "Pogrom")
    html = get("/fr/glossary/").content.decode()
    assert "Génocide" in html
    assert ">Genocide<" not in html
    assert 'id="term-pogrom" lang="en" dir="ltr"' in html


def test_the_page_takes_as_many_queries_for_1_term_as_for_10(world, statements):
    term("first")
    get("/en/glossary/")
    with statements() as few:
        get("/en/glossary/")
    for number in range(9):
        term(f"more-{number}")
    get("/en/glossary/")
    with statements() as many:
        get("/en/glossary/")
    assert few.count == many.count


def test_two_terms_of_a_language_cannot_share_a_short_name(world):
    term("genocide")
    with pytest.raises(ValidationError) as told:
        term("genocide", "Another")
    assert "Another term has this short name" in str(told.value)


def test_a_lesson_explains_the_terms_it_links_to_and_leads_back(world, cast, client_of):
    term("genocide", caution="Not every mass killing.")
    term("pogrom")
    lesson = with_text(
        world,
        '<p>On <a href="#term-genocide">genocide</a>, and again '
        '<a href="#term-genocide">genocide</a>.</p>',
    )
    html = client_of(cast.amara).get(lesson.url).content.decode()
    assert html.count('id="word-genocide"') == 1
    assert html.count('id="term-genocide"') == 1
    assert 'href="#word-genocide"' in html
    assert "What genocide means." in html
    assert "Not every mass killing." in html
    assert 'href="/en/glossary/genocide/"' in html
    assert "What pogrom means." not in html


def with_text(world, html: str) -> LessonPage:
    raw = [*world.lesson.body.get_prep_value(), block("text", html)]
    world.lesson.body = stream(LessonPage, "body", raw)
    return publish(world.lesson)


def test_a_term_that_changed_is_explained_anew_at_once(world, cast, client_of):
    made = term("genocide")
    lesson = with_text(world, '<p><a href="#term-genocide">genocide</a></p>')
    client = client_of(cast.amara)
    client.get(lesson.url)
    made.text = "<p>A better wording.</p>"
    made.save_revision().publish()
    assert "A better wording." in client.get(lesson.url).content.decode()


def test_a_link_to_a_term_that_is_gone_becomes_plain_words(world):
    found = explained('<p>On <a href="#term-gone">gone <b>words</b></a>.</p>', world.home.locale)
    assert found.html == "<p>On gone <b>words</b>.</p>"
    assert found.terms == []


def test_a_definition_leads_to_the_terms_own_page(world):
    term("genocide")
    found = explained('<a href="#glossary-genocide">In the glossary</a>', world.home.locale)
    assert found.html == '<a href="/en/glossary/genocide/">In the glossary</a>'
    assert found.terms == []
    GlossaryPage.objects.all().delete()
    found = explained('<a href="#glossary-genocide">In the glossary</a>', world.home.locale)
    assert found.html == "In the glossary"


def test_other_links_are_left_alone(world, statements):
    html = '<a href="#source-1">1</a> <a href="/en/glossary/">All</a> <a id="word-x">x</a>'
    with statements() as asked:
        assert explained(html, world.home.locale).html == html
    assert asked.count == 0
    assert terms_linked(html) == {}


def test_the_short_way_leads_to_the_glossary_of_the_language(world):
    assert Client().get("/glossary/")["Location"] == "/en/glossary/"
    french = Client(headers={"Accept-Language": "fr"})
    assert french.get("/glossary/")["Location"] == "/fr/glossary/"


@pytest.mark.parametrize("words", ["complementarity", "Admissibility"])
def test_a_search_finds_a_term_by_its_name_or_another_form(world, words):
    term("complementarity", "Complementarity", forms="admissibility, priority of national courts")
    html = get(f"/search/?q={words}").content.decode()
    assert 'href="/en/glossary/complementarity/"' in html
    assert "What complementarity means." in html
