"""The library: collections of resources; who may read is said by Wagtail's page privacy."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from content.models import CollectionPage, LibraryPage, ResourcePage
from tests.world import SOURCE, add, block, items, stream


def shelf(world, title: str = "Toolbox", *, closed: bool = False) -> CollectionPage:
    """A collection of the English library."""
    library = LibraryPage.objects.get(locale=world.home.locale)
    made = add(library, CollectionPage(title=title, lead=f"What {title} is for."))
    if closed:
        PageViewRestriction.objects.create(page=made, restriction_type=PageViewRestriction.LOGIN)
    return made


def resource(parent, title: str = "Worksheet", **fields) -> ResourcePage:
    """A resource with a fact and a question to oneself."""
    raw = [
        block("fact", {"text": "<p>A statement.</p>", "sources": items(SOURCE)}),
        block(
            "self_check",
            {
                "question": "What came first?",
                "answer": "<p>The note.</p>",
                "sources": items(SOURCE),
            },
        ),
    ]
    body = stream(ResourcePage, "body", raw)
    return add(parent, ResourcePage(title=title, body=body, **fields))


def get(address: str, client: Client | None = None):
    return (client or Client()).get(address)


def test_the_library_names_its_collections_and_how_many_texts_each_has(world):
    tools = shelf(world)
    resource(tools)
    resource(tools, "Checklist")
    shelf(world, "Shelf", closed=True)
    html = get("/en/library/").content.decode()
    assert "2 texts" in html
    assert "What Toolbox is for." in html
    assert html.count("For people who are signed in") == 1


def test_a_collection_names_its_resources(world):
    tools = shelf(world)
    resource(tools, form="worksheet", summary="To fill in.")
    html = get(tools.url).content.decode()
    assert "To fill in." in html
    assert "Worksheet" in html


def test_a_resource_shows_its_notice_its_state_and_folded_answers(world):
    made = resource(shelf(world), notice_level=1, notice_text="Speaks of persecution.")
    html = get(made.url).content.decode()
    assert "Speaks of persecution." in html
    assert "This text is under review." in html
    assert html.index("<summary>Read the answer</summary>") < html.index("The note.")
    assert SOURCE["title"] in html


def test_a_closed_collection_asks_to_sign_in_first(world, cast, client_of):
    made = resource(shelf(world, closed=True))
    answer = get(made.url)
    assert (answer.status_code, "/accounts/login/" in answer["Location"]) == (302, True)
    learner = client_of(cast.amara)
    assert get(made.url, learner).status_code == 200
    searched = "/search/?q=worksheet"
    assert made.url not in get(searched).content.decode()
    assert made.url in get(searched, learner).content.decode()


def test_in_another_language_what_is_not_translated_stands_in_the_first(world):
    tools = shelf(world)
    resource(tools)
    html = get("/fr/library/").content.decode()
    assert 'lang="en"' in html
    assert "Toolbox" in html


def test_an_empty_library_says_so(world):
    assert "Nothing has been published here yet." in get("/en/library/").content.decode()


@pytest.mark.parametrize("address", ["/en/library/", "collection"])
def test_lists_take_as_many_queries_for_1_as_for_10(world, statements, address):
    tools = shelf(world)
    resource(tools)
    address = tools.url if address == "collection" else address
    get(address)
    with statements() as few:
        get(address)
    for number in range(9):
        resource(tools, f"More {number}")
        shelf(world, f"Shelf {number}")
    get(address)
    with statements() as many:
        get(address)
    assert few.count == many.count


def test_the_short_way_leads_to_the_library_of_the_language(world):
    assert Client().get("/library/")["Location"] == "/en/library/"
