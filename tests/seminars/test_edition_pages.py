"""Editions in the CMS: who finds them, how one is made, changed, moved on and copied."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from lms.seminars.actions import accept, change_edition, set_edition_staff, waitlist
from lms.seminars.errors import TooFewSeats
from lms.seminars.models import Edition, EditionStaff
from lms.seminars.transitions import EditionState, State, edition_moves
from lms.seminars.views.navigation import pages_of
from tests.seminars import scene

RUN = EditionStaff.May.RUN


@pytest.fixture
def edition(world, cast) -> Edition:
    return scene.edition(world, cast.coordinator)


def form_of(edition: Edition, **changed) -> dict:
    """What the form of settings sends."""
    fields = {
        **{"series": edition.series_id, "title": edition.title, "slug": edition.slug},
        **{"starts": edition.starts, "ends": edition.ends, "time_zone": edition.time_zone},
        **{"mode": edition.mode, "place": edition.place, "capacity": edition.capacity},
        **{"offer_days": edition.offer_days, "languages": ["en", "ar"]},
    }
    return {**fields, **changed}


def test_coordinators_see_the_editions_they_run_and_no_others(world, cast, client_of, edition):
    other = scene.edition(world, cast.admin, title="Not theirs", slug="not-theirs")
    html = client_of(cast.coordinator).get(reverse("editions")).content.decode()
    assert edition.title in html
    assert other.title not in html
    for name in ("edition", "edition_edit", "edition_agenda", "edition_courses", "edition_staff"):
        address = reverse(name, args=[other.pk])
        assert client_of(cast.coordinator).get(address).status_code == 404, name
        assert client_of(cast.admin).get(address).status_code == 200, name


def test_the_list_says_how_many_seats_are_taken_and_who_waits(cast, client_of, edition):
    for name in ("First Taker", "Second Taker"):
        accept(scene.nominee(edition, name), by=cast.coordinator, now=scene.NOW)
    waitlist(scene.nominee(edition, "Third Waiter"), by=cast.coordinator, now=scene.NOW)
    counted = Edition.objects.run_by(cast.coordinator).with_counts().get()
    assert (counted.taken, counted.waiting) == (2, 1)
    html = client_of(cast.coordinator).get(reverse("editions")).content.decode()
    assert "2 of 2" in html


def test_the_list_costs_the_same_with_one_edition_and_with_ten(
    world, cast, client_of, statements, edition
):
    client, address = client_of(cast.coordinator), reverse("editions")
    client.get(address)
    with statements() as few:
        client.get(address)
    for number in range(9):
        more = scene.edition(world, cast.coordinator, slug=f"more-{number}", title=f"More {number}")
        scene.nominee(more, f"Nominee {number}")
    with statements() as many:
        assert client.get(address).content.decode().count("More ") == 9
    assert many.count == few.count


def test_the_menu_item_is_for_those_who_run_or_may_begin_an_edition(cast, client_of, edition):
    address = reverse("editions")

    def is_shown(person) -> bool:
        return f'"url": "{address}"' in client_of(person).get("/cms/").content.decode()

    assert is_shown(cast.coordinator)
    assert not is_shown(cast.instructor)
    set_edition_staff(edition, cast.instructor, RUN, by=cast.coordinator)
    assert is_shown(cast.instructor)
    assert client_of(cast.instructor).get(address).status_code == 200
    assert client_of(cast.instructor).get(reverse("edition_add")).status_code == 302


def test_a_right_to_run_ends_after_its_last_day(cast, client_of, edition):
    line = set_edition_staff(edition, cast.instructor, RUN, by=cast.coordinator)
    address = reverse("edition", args=[edition.pk])
    assert client_of(cast.instructor).get(address).status_code == 200
    EditionStaff.objects.filter(pk=line.pk).update(until=date(2020, 1, 1))
    assert client_of(cast.instructor).get(address).status_code == 404


def test_an_edition_is_made_from_scratch(cast, client_of, edition):
    form = form_of(edition, title="Autumn", slug="autumn", is_public="on")
    answer = client_of(cast.coordinator).post(reverse("edition_add"), form)
    made = Edition.objects.get(slug="autumn")
    assert answer["Location"] == reverse("edition", args=[made.pk])
    assert (made.languages, made.state, made.is_public) == (["en", "ar"], "planned", True)
    assert made.cohort.label == "Autumn"
    assert made.staff.get().user == cast.coordinator


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"ends": "2027-03-01"}, "ends", "first day or a later one"),
        ({"apply_until": "2027-05-01"}, "apply_until", "before the seminar begins"),
        ({"time_zone": "Mars/Base"}, "time_zone", "valid choice"),
        ({"languages": ["xx"]}, "languages", "valid choice"),
        ({"capacity": "0"}, "capacity", "1"),
        ({"slug": "spring-2027"}, "slug", "already"),
    ],
)
def test_a_wrong_form_says_where_and_loses_nothing(cast, client_of, edition, changed, field, words):
    form = form_of(edition, title="Kept title", **{"slug": "new", **changed})
    answer = client_of(cast.coordinator).post(reverse("edition_add"), form)
    assert answer.status_code == 200
    assert words in str(answer.context["form"].errors[field])
    assert "Kept title" in answer.content.decode()
    assert not Edition.objects.filter(title="Kept title").exists()


def test_settings_are_changed_and_the_cohort_keeps_its_name_in_step(cast, client_of, edition):
    address = reverse("edition_edit", args=[edition.pk])
    client_of(cast.coordinator).post(address, form_of(edition, title="Spring, new name"))
    edition.refresh_from_db()
    edition.cohort.refresh_from_db()
    assert edition.title == edition.cohort.label == "Spring, new name"
    assert edition.state == EditionState.SELECTION


def test_seats_that_are_taken_are_not_taken_away(cast, client_of, edition):
    for name in ("First Taker", "Second Taker"):
        accept(scene.nominee(edition, name), by=cast.coordinator, now=scene.NOW)
    address = reverse("edition_edit", args=[edition.pk])
    answer = client_of(cast.coordinator).post(address, form_of(edition, capacity=1))
    assert "2 seats are taken already" in answer.content.decode()
    edition.capacity = 1
    with pytest.raises(TooFewSeats):
        change_edition(edition, by=cast.coordinator)
    edition.refresh_from_db()
    assert edition.capacity == 2


def test_more_seats_are_offered_to_the_waiting_list_at_once(
    cast, client_of, edition, mailoutbox, django_capture_on_commit_callbacks
):
    for name in ("First Taker", "Second Taker"):
        accept(scene.nominee(edition, name), by=cast.coordinator, now=scene.NOW)
    waiting = [scene.nominee(edition, f"Waiting {n}") for n in range(3)]
    for n, each in enumerate(waiting):
        waitlist(each, by=cast.coordinator, now=scene.NOW + timedelta(hours=n))
    mailoutbox.clear()
    address = reverse("edition_edit", args=[edition.pk])
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(cast.coordinator).post(
            address, form_of(edition, capacity=4), follow=True
        )
    assert "2 people of the waiting list were offered a seat." in answer.content.decode()
    states = [type(each).objects.get(pk=each.pk).state for each in waiting]
    assert states == [State.ACCEPTED, State.ACCEPTED, State.WAITLISTED]
    assert [letter.to for letter in mailoutbox] == [[each.user.email] for each in waiting[:2]]


def test_changing_settings_does_not_take_a_move_back(cast, edition):
    stale = Edition.objects.get(pk=edition.pk)
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.PREPARING)
    change_edition(stale, by=cast.coordinator)
    edition.refresh_from_db()
    assert edition.state == EditionState.PREPARING


def test_an_edition_moves_by_a_named_button(cast, client_of, edition):
    client = client_of(cast.coordinator)
    overview = reverse("edition", args=[edition.pk])
    html = client.get(overview).content.decode()
    assert "Begin the preparation" in html
    assert "Back to “Call open”" in html
    address = reverse("edition_move", args=[edition.pk])
    assert client.get(address).status_code == 405
    client.post(address, {"to": "preparing"})
    edition.refresh_from_db()
    assert edition.state == EditionState.PREPARING


@pytest.mark.parametrize("to", ["archived", "planned", "nowhere", ""])
def test_an_edition_leaps_over_no_state(cast, client_of, edition, to):
    client = client_of(cast.coordinator)
    client.post(reverse("edition_move", args=[edition.pk]), {"to": to})
    edition.refresh_from_db()
    assert edition.state == EditionState.SELECTION


def test_the_moves_lead_one_on_and_one_back():
    assert edition_moves("planned") == (EditionState.CALL_OPEN, None)
    assert edition_moves("closed") == (EditionState.ARCHIVED, EditionState.FOLLOW_UP)
    assert edition_moves("archived") == (None, None)


def test_an_edition_begins_from_an_earlier_one(cast, client_of, edition):
    scene.session(edition, link="https://meet.example.org/x")
    form = {"source": edition.pk, "title": "Next", "slug": "next", "starts": "2028-03-12"}
    client = client_of(cast.coordinator)
    assert (
        f'value="{edition.pk}" selected'
        in client.get(reverse("edition_copy") + f"?from={edition.pk}").content.decode()
    )
    client.post(reverse("edition_copy"), form)
    copy = Edition.objects.get(slug="next")
    assert (copy.starts, copy.ends) == (date(2028, 3, 12), date(2028, 3, 18))
    assert copy.sessions.get().link == ""
    assert copy.courses.get().course_key == edition.courses.get().course_key


def test_templates_may_be_copied_by_all_who_begin_editions_and_others_only_by_their_own(
    world, cast, client_of, edition
):
    theirs = scene.edition(world, cast.admin, title="Of others", slug="of-others")
    form = {"source": theirs.pk, "title": "Next", "slug": "next", "starts": "2028-03-12"}
    client = client_of(cast.coordinator)
    assert client.post(reverse("edition_copy"), form).status_code == 200
    assert not Edition.objects.filter(slug="next").exists()
    Edition.objects.filter(pk=theirs.pk).update(is_template=True)
    assert client.post(reverse("edition_copy"), form).status_code == 302


def test_an_address_that_is_taken_is_refused_with_a_sentence(cast, client_of, edition):
    form = {"source": edition.pk, "title": "N", "slug": edition.slug, "starts": "2028-03-12"}
    answer = client_of(cast.coordinator).post(reverse("edition_copy"), form)
    assert "Another edition has this address" in answer.content.decode()


def test_the_navigation_leads_to_pages_that_exist(edition):
    links = pages_of(edition, "edition_agenda")
    labels = [str(link.label) for link in links]
    assert {"Overview", "Settings", "Agenda", "Courses", "Partners", "Staff"} <= set(labels)
    assert [str(link.label) for link in links if link.is_here] == ["Agenda"]
