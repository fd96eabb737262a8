"""The public page of an edition: what anybody reads, and who is named there."""

from datetime import date

import pytest
from django.urls import reverse

from content.models import OrganisationName, Signatory
from lms.accounts.actions import erase_person, give_consent, withdraw_consent
from lms.accounts.consents import LISTED, consents_of
from lms.accounts.models import Territory
from lms.seminars.actions import set_edition_partners
from lms.seminars.models import Edition, Partner
from lms.seminars.organisation import organiser_of
from lms.seminars.transitions import EditionState, Role
from tests.seminars import scene


@pytest.fixture
def edition(world, cast) -> Edition:
    return scene.edition(
        world, cast.coordinator, is_public=True, languages=["en", "ar"], about="One week.\n\nMore."
    )


def page(client, edition: Edition) -> str:
    """The page as anybody gets it."""
    answer = client.get(reverse("seminars:public_edition", args=[edition.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_anybody_reads_what_and_when_and_with_whom(cast, client, edition):
    museum = Partner.objects.create(name="Museum", website="https://museum.example.org")
    set_edition_partners(edition, [museum], by=cast.coordinator)
    html = page(client, edition)
    for words in ("Spring 2027", "14 March 2027", "Oświęcim", "On site", "العربية", "Museum"):
        assert words in html
    assert "<p>One week.</p>" in html
    assert (
        reverse("seminars:public_edition", args=[edition.slug])
        in client.get("/seminars/").content.decode()
    )


def test_the_agenda_is_in_the_time_of_the_place_without_joining_links(client, edition):
    scene.session(edition, "Live talk", link="https://meet.example.org/secret")
    html = page(client, edition)
    assert "Live talk" in html
    assert "09:00" in html
    assert "Europe/Warsaw, UTC+01:00" in html
    assert "meet.example.org" not in html


@pytest.mark.parametrize(
    "fields", [{"state": EditionState.PLANNED}, {"is_public": False}], ids=["planned", "closed"]
)
def test_a_page_that_is_planned_or_not_public_does_not_exist(client, edition, fields):
    Edition.objects.filter(pk=edition.pk).update(**fields)
    address = reverse("seminars:public_edition", args=[edition.slug])
    assert client.get(address).status_code == 404
    assert edition.title not in client.get("/seminars/").content.decode()
    assert client.get("/seminars/unheard-of/").status_code == 404


def test_only_those_who_agreed_are_named_with_their_state(cast, client, edition):
    silent = scene.confirmed(edition, "Silent Person", cast.coordinator)
    named = scene.confirmed(edition, "Named Person", cast.coordinator)
    named.user.territory = Territory.objects.get(code="KE")
    named.user.save()
    give_consent(named.user, LISTED.key, subject=str(edition.key))
    html = page(client, edition)
    assert "Named Person</bdi>, Kenya" in html
    assert "Silent Person" not in html
    assert silent.user.email not in html
    assert named.user.email not in html
    withdraw_consent(named.user, LISTED.key, subject=str(edition.key))
    assert "Named Person" not in page(client, edition)


def test_a_consent_for_one_edition_names_nobody_on_the_page_of_another(
    world, cast, client, edition
):
    other = scene.edition(world, cast.coordinator, slug="other", title="Other", is_public=True)
    learner = scene.confirmed(edition, "Named Person", cast.coordinator)
    give_consent(learner.user, LISTED.key, subject=str(other.key))
    assert "Named Person" not in page(client, edition)
    assert "Named Person" not in page(client, other)


def test_whoever_has_no_place_no_name_or_was_erased_is_not_named(cast, client, edition):
    waiting = scene.nominee(edition, "Only Nominated")
    nameless = scene.confirmed(edition, "No Name", cast.coordinator)
    erased = scene.confirmed(edition, "Soon Erased", cast.coordinator)
    for participation in (waiting, nameless, erased):
        give_consent(participation.user, LISTED.key, subject=str(edition.key))
    nameless.user.printed_name = ""
    nameless.user.save()
    erase_person(erased.user, by=cast.admin)
    html = page(client, edition)
    for words in ("Only Nominated", nameless.user.email, "Soon Erased", "Participants"):
        assert words not in html


def test_the_footnote_of_a_territory_stands_below_its_label(cast, client, edition):
    place = Territory.objects.create(code="X1", label="Somewhere*", footnote="* A footnote.")
    fellow = scene.confirmed(edition, "Named Fellow", cast.coordinator, role=Role.FELLOW)
    fellow.user.territory = place
    fellow.user.save()
    give_consent(fellow.user, LISTED.key, subject=str(edition.key))
    html = page(client, edition)
    assert "Somewhere*, Fellow" in html
    assert "* A footnote." in html


def test_the_account_page_says_which_edition_a_consent_is_about(cast, edition):
    give_consent(cast.amara, LISTED.key, subject=str(edition.key))
    (state,) = [s for s in consents_of(cast.amara) if s.purpose == LISTED]
    assert state.about == "Spring 2027"
    give_consent(cast.bruno, LISTED.key, subject="no-key")
    (state,) = [s for s in consents_of(cast.bruno) if s.purpose == LISTED]
    assert state.about == ""


def test_the_page_costs_the_same_with_one_of_each_and_with_ten(cast, client, statements, edition):
    edition.capacity = 20
    edition.save()

    def more(number: int) -> None:
        scene.session(edition, f"Session {number}")
        learner = scene.confirmed(edition, f"Named {number}", cast.coordinator)
        learner.user.territory = Territory.objects.order_by("pk")[number]
        learner.user.save()
        give_consent(learner.user, LISTED.key, subject=str(edition.key))
        Partner.objects.create(name=f"Partner {number}")
        set_edition_partners(edition, Partner.objects.all(), by=cast.coordinator)

    more(0)
    page(client, edition)
    with statements() as few:
        page(client, edition)
    for number in range(1, 10):
        more(number)
    with statements() as many:
        page(client, edition)
    assert many.count == few.count


def test_an_edition_is_named_after_the_organisation_of_its_last_day(edition):
    OrganisationName.objects.create(name="Later name", since=date(2027, 3, 20))
    OrganisationName.objects.create(name="Too late", since=date(2027, 3, 21))
    former = {"since": date(2020, 1, 1), "until": date(2027, 3, 19)}
    Signatory.objects.create(name="Former", office="Director", **former)
    Signatory.objects.create(name="Second", office="Chair", since=date(2027, 3, 20), position=2)
    Signatory.objects.create(name="First", office="Director", since=date(2027, 1, 1), position=1)
    found = organiser_of(edition)
    assert found.name == "Later name"
    assert [str(s) for s in found.signatories] == ["First, Director", "Second, Chair"]


def test_the_sitemap_names_public_editions_and_no_others(world, cast, client, edition):
    scene.edition(world, cast.coordinator, slug="closed-one", is_public=False)
    text = client.get("/sitemap.xml").content.decode()
    assert "/seminars/spring-2027/" in text
    assert "closed-one" not in text
