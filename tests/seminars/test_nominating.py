"""Nominations by an institution's link, and one's own application."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from content.languages import REMEMBERED
from lms.accounts.actions import erase_person
from lms.accounts.models import Institution, Territory, User
from lms.accounts.personal_data import export_person
from lms.seminars.actions import (
    Nomination,
    accept,
    apply_oneself,
    close_nomination_link,
    decline,
    forget_old_contacts,
    nominate,
    open_nomination_link,
    propose,
    renew_nomination_link,
    waitlist,
)
from lms.seminars.errors import (
    AllNominated,
    AlreadyInEdition,
    KnownToUs,
    LinkOpen,
    LinkOver,
    NominatedAlready,
    NominationsOver,
)
from lms.seminars.models import NominationLink, Participation
from lms.seminars.models.participation import FORGOTTEN
from lms.seminars.nominating import digest_of, link_behind
from lms.seminars.transitions import EditionState, State, Told
from tests.courses.test_races import at_once, failures
from tests.seminars.scene import NOW, edition, nominee, person

CLOSES = date(2027, 2, 1)
SENT = {
    **{"name": "Nana Nominee", "email": "nana@example.org", "language": "en"},
    **{"post": "Head of section", "motivation": "Trains our judges."},
}


@pytest.fixture
def spring(world, cast):
    """An edition whose call is open."""
    return edition(
        world,
        cast.coordinator,
        state=EditionState.CALL_OPEN,
        about="Officials who train others.",
        capacity=5,
    )


@pytest.fixture
def ministry(world) -> Institution:
    return Institution.objects.create(
        name="Ministry of Justice", kind="justice", territory=Territory.objects.get(code="GH")
    )


def link_for(made, institution, by, **fields) -> tuple[NominationLink, str]:
    days = {"closes_on": CLOSES, "most": 2, **fields}
    contact = {"contact_name": "Kojo Contact", "contact_email": "kojo@example.org"}
    return open_nomination_link(
        made, institution=institution, language="en", by=by, **contact, **days
    )


@pytest.fixture
def given(spring, ministry, cast):
    """A link and its token."""
    return link_for(spring, ministry, cast.coordinator)


def page(token: str) -> str:
    return reverse("seminars:nominate", args=[token])


def named(name: str, **fields) -> Nomination:
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return Nomination(**{"name": name, "email": email, "language": "en", **fields})


# --- links, by staff ----------------------------------------------------------------------------


def test_only_the_digest_of_a_link_is_stored(given):
    link, token = given
    row = NominationLink.objects.values().get(pk=link.pk)
    assert row["digest"] == digest_of(token)
    assert re.fullmatch(r"[0-9a-f]{64}", row["digest"])
    assert token not in str(row)
    assert token not in str(list(ModelLogEntry.objects.values()))
    assert len(token) >= 43


def test_the_contact_gets_the_address_in_their_language(
    spring, ministry, cast, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        _link, token = link_for(spring, ministry, cast.coordinator)
    (letter,) = mailoutbox
    assert letter.to == ["kojo@example.org"]
    assert letter.subject == "Nominations for Spring 2027"
    assert settings.SITE_URL + page(token) in letter.body
    assert "Dear Kojo Contact," in letter.body
    assert "up to 2 people until 1 February 2027" in letter.body
    assert "Cora Coordinator <coordinator@example.org>" in letter.body


def test_a_mail_server_that_is_away_does_not_lose_the_link(
    spring, ministry, cast, client_of, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    client = client_of(cast.coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        response = make_by_page(client, spring, ministry)
    assert response.status_code == 200
    assert link_behind(shown_token(response)) is not None


def make_by_page(client, made, office, **changed):
    sent = {
        **{"institution": office.pk, "contact_name": "K", "language": "en", "most": 3},
        **{"contact_email": "kojo@example.org", "closes_on": "2099-02-01", **changed},
    }
    return client.post(reverse("edition_nominations", args=[made.pk]), sent)


def shown_token(response) -> str:
    found = re.search(r"/nominate/([\w-]+)/", response.content.decode())
    return found[1] if found else ""


def test_staff_see_the_address_once(spring, ministry, cast, client_of):
    client = client_of(cast.coordinator)
    response = make_by_page(client, spring, ministry)
    token = shown_token(response)
    assert link_behind(token).institution == ministry
    assert "no-store" in response["Cache-Control"]
    again = client.get(reverse("edition_nominations", args=[spring.pk]))
    assert shown_token(again) == ""
    assert "Ministry of Justice" in again.content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"most": "0"}, "Enter a number from 1 to 50."),
        ({"closes_on": "2001-01-01"}, "Enter today or a later day."),
        ({"contact_email": "nobody"}, "Enter a valid email address."),
        ({"institution": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_with_a_link_is_told(spring, ministry, cast, client_of, changed, words):
    response = make_by_page(client_of(cast.coordinator), spring, ministry, **changed)
    assert words in response.content.decode()
    assert not NominationLink.objects.exists()


def test_an_institution_has_one_open_link(spring, ministry, cast, client_of, given):
    with pytest.raises(LinkOpen):
        link_for(spring, ministry, cast.coordinator)
    text = make_by_page(client_of(cast.coordinator), spring, ministry).content.decode()
    assert "Ministry of Justice has an open link already." in text
    close_nomination_link(given[0], by=cast.coordinator)
    link_for(spring, ministry, cast.coordinator)


def test_a_link_that_is_made_anew_kills_the_old_one_and_keeps_the_nominees(given, cast, client_of):
    link, token = given
    nominate(link, named("Nana Nominee"), now=NOW)
    client = client_of(cast.coordinator)
    fresh = shown_token(client.post(reverse("link_renew", args=[link.pk])))
    assert fresh not in ("", token)
    assert Client().get(page(token)).status_code == 404
    assert "Nana Nominee" in Client().get(page(fresh)).content.decode()


def test_a_closed_link_is_dead(given, cast, client_of):
    link, token = given
    client = client_of(cast.coordinator)
    client.post(reverse("link_close", args=[link.pk]))
    assert Client().get(page(token)).status_code == 404
    assert Client().post(page(token), SENT).status_code == 404
    with pytest.raises(LinkOver):
        nominate(link, named("Nana Nominee"), now=NOW)
    with pytest.raises(LinkOver):
        renew_nomination_link(link, by=cast.coordinator)
    text = client.post(reverse("link_renew", args=[link.pk]), follow=True).content.decode()
    assert "This link is closed." in text


@pytest.mark.parametrize("who", ["amara", "instructor", "historian", "editor"])
def test_whoever_does_not_run_the_edition_has_no_part_in_its_links(
    spring, ministry, given, who, cast, client_of
):
    client = client_of(getattr(cast, who))
    assert make_by_page(client, spring, ministry).status_code in (403, 404)
    for name in ("link_renew", "link_close"):
        assert client.post(reverse(name, args=[given[0].pk])).status_code in (403, 404)
    assert link_behind(given[1]) is not None


def test_the_page_of_links_costs_the_same_with_1_and_10(spring, given, cast, client_of, statements):
    client, address = client_of(cast.coordinator), reverse("edition_nominations", args=[spring.pk])
    client.get(address)
    with statements() as few:
        client.get(address)
    for n in range(9):
        office = Institution.objects.create(
            name=f"Office {n}", territory=Territory.objects.order_by("pk")[n]
        )
        link_for(spring, office, cast.coordinator)
    with statements() as more:
        client.get(address)
    assert few.count == more.count


# --- the institution's page ---------------------------------------------------------------------


@pytest.fixture
def open_link(spring, ministry, cast):
    """A link that is open on the day of the test, for the pages."""
    return link_for(
        spring, ministry, cast.coordinator, closes_on=timezone.localdate() + timedelta(days=5)
    )


def test_the_page_shows_the_call_without_signing_in_and_is_kept_out_of_search(open_link):
    response = Client().get(page(open_link[1]))
    text = response.content.decode()
    for words in ("Spring 2027", "14 March 2027", "Officials who train others.", "Oświęcim"):
        assert words in text, words
    assert "Ministry of Justice" in text
    assert "noindex" in response["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex">' in text
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "ä"])
def test_a_forged_link_shows_nothing(open_link, token):
    response = Client().get(page(token))
    assert response.status_code == 404
    assert "Spring 2027" not in response.content.decode()
    assert "noindex" in response["X-Robots-Tag"]


def test_somebody_is_nominated_by_a_post_and_stands_below(open_link, ministry, mailoutbox):
    link, token = open_link
    client = Client()
    response = client.post(page(token), SENT, follow=True)
    text = response.content.decode()
    assert "Thank you. The nomination was received." in text
    assert "Nana Nominee" in text
    assert "Received" in text
    one = link.participations.get()
    assert (one.path, one.state) == ("institution", State.NOMINATED)
    assert (one.post, one.motivation) == ("Head of section", "Trains our judges.")
    assert (one.user.institution, one.user.territory) == (ministry, ministry.territory)
    assert one.user.email == "nana@example.org"
    assert not one.user.has_usable_password()
    assert not mailoutbox
    entry = ModelLogEntry.objects.get(action="seminars.nominate")
    assert entry.user is None
    assert "Nana" not in entry.label


def test_looking_nominates_nobody(open_link):
    for method in ("get", "head", "options"):
        getattr(Client(), method)(page(open_link[1]), SENT)
    assert not Participation.objects.exists()


def test_only_four_words_are_told_and_only_of_ones_own(open_link, spring, cast):
    link, token = open_link
    other = Institution.objects.create(name="Other", territory=Territory.objects.get(code="FR"))
    foreign, foreign_token = link_for(spring, other, cast.coordinator)
    one = nominate(link, named("Nana Nominee", motivation="Our words"))
    two = nominate(link, named("Otto Offered"))
    nominate(foreign, named("Fay Foreign"), now=NOW)
    nominee(spring, "Sue Staff")
    waitlist(one, by=cast.coordinator)
    Participation.objects.filter(pk=one.pk).update(note="A secret note", funding="A fund")
    accept(two, by=cast.coordinator)
    text = Client().get(page(token)).content.decode()
    start = text.index("Your nominees")
    words = re.findall(r"<p>(Received|Accepted|Not accepted|Completed)</p>", text[start:])
    assert words == ["Received", "Accepted"]
    for hidden in ("Fay", "Sue Staff", "waiting", "A secret note", "A fund", "Confirm"):
        assert hidden not in text, hidden
    decline(two, by=cast.coordinator, reason="A grave reason")
    text = Client().get(page(token)).content.decode()
    assert "Not accepted" in text
    assert "A grave reason" not in text
    theirs = Client().get(page(foreign_token)).content.decode()
    assert "Fay Foreign" in theirs
    assert "Nana" not in theirs


def test_the_name_that_was_given_is_shown_and_never_that_of_the_account(open_link, cast):
    """Who only knows an address learns nothing about the account behind it."""
    link, token = open_link
    Client().post(page(token), {**SENT, "email": cast.chandra.email, "name": "C. O."})
    text = Client().get(page(token)).content.decode()
    assert "C. O." in text
    assert "Chandra" not in text
    known = User.objects.get(pk=cast.chandra.pk)
    assert (known.printed_name, known.institution) == ("Chandra Outsider", None)
    assert link.participations.get().user == cast.chandra


def test_more_than_the_number_is_refused_and_what_was_written_stays(open_link):
    link, token = open_link
    for name in ("Ana One", "Ben Two"):
        nominate(link, named(name))
    response = Client().post(page(token), SENT)
    text = response.content.decode()
    assert "You have nominated all 2 people that this link is for." in text
    assert "Trains our judges." in text
    assert link.participations.count() == 2
    assert "<form method" not in Client().get(page(token)).content.decode().split("Your nom")[0]


def test_somebody_in_the_edition_is_known_and_nothing_else_is_told(open_link, spring):
    inside = nominee(spring, "Ina Inside", funding="A fund")
    client = Client()
    sent = {**SENT, "email": inside.user.email.upper(), "name": "Somebody"}
    text = client.post(page(open_link[1]), sent, follow=True).content.decode()
    assert "Thank you, this person is known to us." in text
    for hidden in ("Ina", "Somebody", "A fund", "nominated already"):
        assert hidden not in text
    assert open_link[0].participations.count() == 0


def test_ones_own_nominee_again_is_told_so(open_link):
    link, token = open_link
    nominate(link, named("Nana Nominee", email="nana@example.org"))
    text = Client().post(page(token), SENT).content.decode()
    assert "You have nominated this person already." in text
    with pytest.raises(NominatedAlready):
        nominate(link, named("N", email="NANA@example.org"))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "nobody", "Enter a valid email address."),
        ("name", "", "This field is required."),
        ("motivation", "x" * 2001, "at most 2000 characters"),
        ("language", "tlh", "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(open_link, field, value, words):
    text = Client().post(page(open_link[1]), {**SENT, field: value}).content.decode()
    assert words in text
    assert "Head of section" in text
    assert not Participation.objects.exists()


def test_after_the_last_day_the_form_is_gone_and_the_words_stay(spring, ministry, cast):
    link, token = link_for(spring, ministry, cast.coordinator, closes_on=date(2026, 1, 5))
    with pytest.raises(NominationsOver):
        nominate(link, named("Late One"))
    # By the calendar of the place: 22:59 UTC is still the 5th in Warsaw, 23:00 is not.
    last = timezone.datetime(2026, 1, 5, 22, 59, tzinfo=timezone.get_fixed_timezone(0))
    nominate(link, named("Just In"), now=last)
    with pytest.raises(NominationsOver):
        nominate(link, named("Too Late"), now=last + timedelta(minutes=1))
    text = Client().get(page(token)).content.decode()
    assert "Nominations are not open at this time." in text
    assert "Just In" in text
    assert "Nobody can be put forward" in Client().post(page(token), SENT).content.decode()


@pytest.mark.parametrize("state", EditionState)
def test_people_are_nominated_while_the_call_or_the_selection_lasts(spring, given, state):
    spring.state = state
    spring.save()
    if state in (EditionState.CALL_OPEN, EditionState.SELECTION):
        assert nominate(given[0], named("Ana One"), now=NOW).state == State.NOMINATED
    else:
        with pytest.raises(NominationsOver):
            nominate(given[0], named("Ana One"), now=NOW)
    expected = 404 if state == EditionState.ARCHIVED else 200
    assert Client().get(page(given[1])).status_code == expected


def test_an_erased_nominee_has_no_name_any_more(open_link, cast):
    link, token = open_link
    one = nominate(link, named("Nana Nominee", post="Head", motivation="Words"))
    erase_person(one.user, by=cast.coordinator)
    row = Participation.objects.get(pk=one.pk)
    assert (row.named_as, row.post, row.motivation) == ("", "", "")
    text = Client().get(page(token)).content.decode()
    assert "Nana" not in text
    assert "Name erased" in text


def test_a_contact_with_an_account_finds_the_link_in_their_data_and_is_erased_from_it(given, cast):
    contact = User.objects.create_user("Kojo@example.org", printed_name="Kojo")
    (record,) = export_person(contact)["nomination_links"]
    assert (record["institution"], record["name"]) == ("Ministry of Justice", "Kojo Contact")
    erase_person(contact, by=cast.coordinator)
    row = NominationLink.objects.get(pk=given[0].pk)
    assert "kojo" not in f"{row.contact_name} {row.contact_email}".lower()
    assert link_behind(given[1]) is not None


def test_hostile_words_are_shown_as_text(open_link, spring, cast, client_of):
    script = "<script>alert(1)</script>"
    client, token = Client(), open_link[1]
    client.post(page(token), {**SENT, "name": script, "post": script, "motivation": script})
    one = spring.participations.get()
    staff = client_of(cast.coordinator)
    for response in (
        client.get(page(token)),
        staff.get(reverse("edition_selection", args=[spring.pk])),
        staff.get(reverse("edition_person", args=[spring.pk, one.pk])),
    ):
        text = response.content.decode()
        assert script not in text
        assert "&lt;script&gt;" in text


def test_one_address_is_answered_so_often_a_minute_and_no_more(open_link):
    caches["default"].clear()
    client = Client()
    for _n in range(settings.NOMINATIONS_A_MINUTE):
        assert client.get(page("guess")).status_code == 404
    response = client.get(page(open_link[1]))
    assert response.status_code == 429
    assert "Please wait a minute" in response.content.decode()
    assert client.post(page(open_link[1]), SENT).status_code == 429
    assert not Participation.objects.exists()


def test_the_page_costs_the_same_with_1_and_10_nominees(spring, ministry, cast, statements):
    link, token = link_for(spring, ministry, cast.coordinator, most=20)
    nominate(link, named("Person 0"), now=NOW)
    client = Client()
    client.get(page(token))
    with statements() as few:
        client.get(page(token))
    for n in range(1, 10):
        nominate(link, named(f"Person {n}"), now=NOW)
    with statements() as more:
        client.get(page(token))
    assert few.count == more.count


def test_the_page_speaks_the_language_of_the_letter(spring, ministry, cast):
    _link, token = open_nomination_link(
        spring,
        institution=ministry,
        contact_name="",
        contact_email="k@example.org",
        language="fr",
        most=1,
        closes_on=CLOSES,
        by=cast.coordinator,
    )
    caches["pages"].set(REMEMBERED, {"en", "fr"}, 60)
    text = Client().get(page(token)).content.decode()
    assert '<html lang="fr"' in text
    with translation.override("fr"):
        assert translation.gettext("Your nominees") in text


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_the_number_of_the_link_is_taken(world, cast):
    made = edition(world, cast.coordinator, state=EditionState.CALL_OPEN)
    office = Institution.objects.create(name="Busy office")
    link, _token = link_for(made, office, cast.coordinator, most=3)
    found = at_once(lambda n: nominate(link, named(f"Person {n}"), now=NOW), calls=8)
    assert {type(error) for error in failures(found)} == {AllNominated}
    assert link.participations.count() == 3


# --- one's own application ----------------------------------------------------------------------


@pytest.fixture
def called(world, cast):
    """An edition that people may apply for themselves, until tomorrow."""
    return edition(
        world,
        cast.coordinator,
        state=EditionState.CALL_OPEN,
        self_application=True,
        is_public=True,
        apply_until=timezone.localdate() + timedelta(days=1),
    )


def apply_page(made) -> str:
    return reverse("seminars:apply", args=[made.slug])


def test_a_person_applies_for_themselves(called, cast, client_of):
    client = client_of(cast.chandra)
    assert (
        "Apply for a place"
        in client.get(reverse("seminars:public_edition", args=[called.slug])).content.decode()
    )
    assert "Send the application" in client.get(apply_page(called)).content.decode()
    sent = {"post": "Judge", "motivation": "To train others.", "funding": "My court"}
    text = client.post(apply_page(called), sent, follow=True).content.decode()
    assert "Thank you. Your application was received." in text
    assert "Send the application" not in text
    one = called.participations.get()
    assert (one.user, one.path, one.state) == (cast.chandra, "self", State.NOMINATED)
    assert (one.post, one.motivation, one.funding) == ("Judge", "To train others.", "My court")
    client.post(apply_page(called), sent)
    assert called.participations.count() == 1
    with pytest.raises(AlreadyInEdition):
        apply_oneself(called, cast.chandra, motivation="Again")


def test_what_is_missing_in_an_application_is_told_and_nothing_is_lost(called, cast, client_of):
    text = client_of(cast.chandra).post(apply_page(called), {"post": "Judge"}).content.decode()
    assert "This field is required." in text
    assert "Judge" in text


def test_nobody_applies_without_signing_in(called):
    response = Client().post(apply_page(called), {"post": "x", "motivation": "x"})
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "fields",
    [
        {"self_application": False},
        {"state": EditionState.SELECTION},
        {"state": EditionState.PLANNED},
        {"is_template": True},
    ],
)
def test_there_is_no_application_where_the_edition_takes_none(called, cast, client_of, fields):
    type(called).objects.filter(pk=called.pk).update(**fields)
    client = client_of(cast.chandra)
    assert client.get(apply_page(called)).status_code == 404
    assert client.post(apply_page(called), {"post": "x", "motivation": "x"}).status_code == 404
    called.refresh_from_db()
    with pytest.raises(NominationsOver):
        apply_oneself(called, cast.chandra, motivation="x")


def test_the_last_day_of_applications_is_that_of_the_place(called, cast, client_of):
    type(called).objects.filter(pk=called.pk).update(apply_until=date(2026, 1, 5))
    called.refresh_from_db()
    last = timezone.datetime(2026, 1, 5, 22, 59, tzinfo=timezone.get_fixed_timezone(0))
    assert called.takes_applications(last)
    assert not called.takes_applications(last + timedelta(minutes=1))
    client = client_of(cast.chandra)
    assert "not taken any more" in client.get(apply_page(called)).content.decode()
    client.post(apply_page(called), {"post": "x", "motivation": "x"})
    assert not called.participations.exists()
    assert propose(called, person("Staff May"), by=cast.coordinator).state == State.NOMINATED
    assert Told.RECEIVED.label == "Received"
    assert KnownToUs.status == 409


def test_a_contact_is_forgotten_when_the_time_of_keeping_is_over(given, spring, settings):
    link = NominationLink.objects.get()
    assert link.contact_email != FORGOTTEN
    ends = spring.ends
    over = ends.replace(year=ends.year + settings.RETENTION_YEARS)
    assert forget_old_contacts(today=over) == 0
    assert forget_old_contacts(today=over + timedelta(days=1)) == 1
    assert forget_old_contacts(today=over + timedelta(days=1)) == 0
    link.refresh_from_db()
    assert (link.contact_name, link.contact_email) == ("", FORGOTTEN)
    assert Participation.objects.filter(link=link).count() == spring.participations.count()
