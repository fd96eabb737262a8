"""The selection: who stands there, the balance, decisions on several; one person's page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from lms.accounts.models import Institution, Territory, User
from lms.seminars.actions import (
    Changes,
    accept,
    change_participation,
    decline,
    propose,
    waitlist,
)
from lms.seminars.errors import EditionNotOpen, NoSeat, RoleStays
from lms.seminars.models import Participation
from lms.seminars.selection import UNSAID, Wish, balance_of, people_shown
from lms.seminars.transitions import (
    EditionState,
    Role,
    State,
    Told,
    told_to_institution,
    verbs_now,
)
from tests.seminars.scene import NOW, confirmed, edition, nominee, person
from tests.seminars.test_steps import grants


@pytest.fixture
def spring(world, cast):
    """An edition of two seats."""
    return edition(world, cast.coordinator)


@pytest.fixture
def staff(client_of, cast):
    """The coordinator, who runs it."""
    return client_of(cast.coordinator)


def page_of(made) -> str:
    return reverse("edition_selection", args=[made.pk])


def person_page(participation) -> str:
    return reverse("edition_person", args=[participation.edition_id, participation.pk])


def from_(made, name: str, code: str, kind: str = "", **fields) -> Participation:
    """A nominee of a State, with an institution of a kind."""
    territory = Territory.objects.get(code=code)
    institution = None
    if kind:
        institution, _made = Institution.objects.get_or_create(
            name=f"Office of {kind}", territory=territory, defaults={"kind": kind}
        )
    someone = person(name, territory=territory, institution=institution)
    return propose(made, someone, by=None, now=NOW, **fields)


def many(made, count: int) -> None:
    """People of several States, as an import would leave them."""
    places = list(Territory.objects.order_by("code")[:20])
    office, _made = Institution.objects.get_or_create(name="An office", territory=places[0])
    start = User.objects.count()
    people = User.objects.bulk_create(
        User(
            email=f"p{start + n}@example.org",
            printed_name=f"Person {start + n:04}",
            territory=places[n % 20],
            institution=office,
        )
        for n in range(count)
    )
    Participation.objects.bulk_create(
        Participation(
            edition=made,
            user=one,
            state=State.WAITLISTED if n % 3 == 0 else State.NOMINATED,
            waiting_since=NOW if n % 3 == 0 else None,
            created_at=NOW,
            changed_at=NOW,
        )
        for n, one in enumerate(people)
    )


def state_of(participation) -> str:
    return Participation.objects.get(pk=participation.pk).state


def shown(made, **wish) -> list[str]:
    return [str(row.user) for row in people_shown(made, Wish(**wish))]


# --- the list -----------------------------------------------------------------------------------


def test_everybody_stands_there_with_what_decides(spring, staff):
    Territory.objects.filter(code="GH").update(footnote="A footnote that must be printed.")
    from_(spring, "Ana One", "GH", "justice", funding="Its ministry")
    text = staff.get(page_of(spring)).content.decode()
    for words in (
        *("Ana One", "Ghana", "A footnote that must be printed.", "Africa", "Office of justice"),
        *("Justice", "Participant", "Invited by staff", "Its ministry", "Nominated"),
        "since 10 January 2027",
    ):
        assert words in text, words


def test_filters_take_one_thing_each(spring):
    from_(spring, "Ana One", "GH", "justice")
    from_(spring, "Ben Two", "FR", "interior", role=Role.FELLOW)
    nominee(spring, "Cai Three")
    assert shown(spring, region="Africa") == ["Ana One"]
    assert shown(spring, territory=str(Territory.objects.get(code="FR").pk)) == ["Ben Two"]
    assert shown(spring, territory=UNSAID) == ["Cai Three"]
    assert shown(spring, kind="interior") == ["Ben Two"]
    assert shown(spring, kind=UNSAID) == ["Cai Three"]
    assert shown(spring, role="fellow") == ["Ben Two"]
    assert shown(spring, state="shortlisted") == []
    assert shown(spring, role="participant", region="Africa") == ["Ana One"]


def test_a_filter_that_is_no_choice_is_told_and_shows_everybody(spring, staff):
    nominee(spring, "Ana One")
    text = staff.get(page_of(spring) + "?state=enlightened").content.decode()
    assert "Ana One" in text
    assert "not one of the available choices" in text


def test_the_page_costs_the_same_for_1_and_for_300_people(spring, staff, statements):
    many(spring, 1)
    staff.get(page_of(spring))
    with statements() as few:
        assert staff.get(page_of(spring)).status_code == 200
    many(spring, 299)
    with statements() as lots:
        response = staff.get(page_of(spring))
    assert few.count == lots.count, lots.sql
    assert response.content.decode().count('name="people"') == 100
    assert "Page 1 of 3" in response.content.decode()


def test_the_waiting_list_stands_in_its_order(spring, cast, staff):
    late, early = nominee(spring, "Ana One"), nominee(spring, "Ben Two")
    waitlist(early, by=cast.coordinator, now=NOW)
    waitlist(late, by=cast.coordinator, now=NOW + timedelta(hours=1))
    response = staff.get(page_of(spring))
    assert [row.pk for row in response.context["waiting"]] == [early.pk, late.pk]


@pytest.mark.parametrize("who", ["amara", "instructor", "historian", "editor"])
def test_whoever_does_not_run_the_edition_finds_none(spring, who, cast, client_of):
    own = nominee(spring, "Ana One")
    client = client_of(getattr(cast, who))
    for address in (page_of(spring), person_page(own)):
        assert client.get(address).status_code in (403, 404)
        posted = client.post(address, {"people": own.pk, "verb": "accept"})
        assert posted.status_code in (403, 404)
    assert state_of(own) == State.NOMINATED


# --- the balance --------------------------------------------------------------------------------


def test_the_balance_counts_seats_and_all_who_are_proposed(spring, cast):
    one = from_(spring, "Ana One", "GH", "justice")
    from_(spring, "Ben Two", "GH", "interior")
    from_(spring, "Cai Three", "FR", "justice")
    from_(spring, "Dee Four", "FR", "justice", role=Role.INSTRUCTOR)
    accept(one, by=cast.coordinator, now=NOW)
    found = balance_of(spring)
    assert [(s.label, s.seated, s.proposed) for s in found.regions] == [
        ("Africa", 1, 2),
        ("Europe", 0, 1),
    ]
    assert [(s.label, s.seated, s.proposed) for s in found.territories] == [
        ("Ghana", 1, 2),
        ("France", 0, 1),
    ]
    assert [(s.label, s.seated, s.proposed) for s in found.kinds] == [
        ("Justice", 1, 2),
        ("Interior", 0, 1),
    ]
    assert (found.seated, found.proposed) == (1, 3)
    assert (found.states_seated, found.states_proposed) == (1, 2)
    assert not found.is_wide


def test_the_page_says_how_many_states_there_are_and_how_many_are_asked_for(world, cast, client_of):
    made = edition(world, cast.coordinator, capacity=40)
    codes = Territory.objects.order_by("code").values_list("code", flat=True)[:15]
    rows = [from_(made, f"Person N{n}", code) for n, code in enumerate(codes)]
    for row in rows[:14]:
        accept(row, by=cast.coordinator, now=NOW)
    client = client_of(cast.coordinator)
    text = client.get(page_of(made)).content.decode()
    assert "people of 14 States and territories" in text
    assert "asks for 15 or more" in text
    assert "That is not reached yet." in text
    accept(rows[14], by=cast.coordinator, now=NOW)
    assert "That is reached." in client.get(page_of(made)).content.decode()


# --- decisions ----------------------------------------------------------------------------------


def decide(client, made, people, verb: str, reason: str = ""):
    keys = [one.pk for one in people]
    sent = {"people": keys, "verb": verb, "reason": reason}
    return client.post(page_of(made), sent, follow=True)


def test_several_are_decided_on_and_each_refusal_is_told_with_its_names(spring, staff):
    people = [nominee(spring, n) for n in ("Ana One", "Ben Two", "Cai Three", "Dee Four")]
    text = decide(staff, spring, people, "accept").content.decode()
    assert "“Accept” was carried out for: Ana One, Ben Two." in text
    assert "Cai Three, Dee Four: All 2 seats are taken." in text
    assert [state_of(one) for one in people] == ["accepted", "accepted", "nominated", "nominated"]


def test_an_illegal_step_names_the_person_once(spring, cast, staff):
    one = confirmed(spring, "Ana One", cast.coordinator)
    text = decide(staff, spring, [one], "waitlist").content.decode()
    told = "Ana One: “Put on the waiting list” cannot be done now (Confirmed)."
    assert text.count(told) == 1
    assert "Ana One: Ana One" not in text


def test_what_befalls_several_is_told_in_one_sentence(spring, cast, staff):
    both = [confirmed(spring, n, cast.coordinator) for n in ("Ana One", "Ben Two")]
    text = decide(staff, spring, both, "shortlist").content.decode()
    assert "Ana One, Ben Two: “Shortlist” cannot be done now (Confirmed)." in text


def test_who_waits_longest_is_decided_on_first(spring, cast, staff):
    first, second, third = (nominee(spring, n) for n in ("Cai Three", "Ben Two", "Ana One"))
    for hours, one in enumerate((first, second, third)):
        waitlist(one, by=cast.coordinator, now=NOW + timedelta(hours=hours))
    decide(staff, spring, [third, second, first], "accept")
    assert [state_of(one) for one in (first, second, third)] == [
        *("accepted", "accepted", "waitlisted")
    ]


@pytest.mark.parametrize("verb", ["decline", "defer", "withdraw"])
def test_a_missing_reason_is_asked_for_and_the_ticks_stay(spring, staff, verb):
    one, other = nominee(spring, "Ana One"), nominee(spring, "Ben Two")
    response = decide(staff, spring, [one], verb, "  ")
    text = response.content.decode()
    assert "Give a reason: it stands in the log." in text
    assert f'value="{one.pk}" aria-labelledby="who-{one.pk}" checked' in text
    assert f'value="{other.pk}" aria-labelledby="who-{other.pk}" checked' not in text
    assert state_of(one) == State.NOMINATED
    decide(staff, spring, [one], verb, "A word.")
    assert state_of(one) != State.NOMINATED


def test_nobody_ticked_and_nothing_chosen_are_told(spring, staff):
    nominee(spring, "Ana One")
    text = staff.post(page_of(spring), {}).content.decode()
    assert "Choose at least one person." in text
    assert "Choose what is decided." in text


def test_nobody_of_another_edition_is_moved(spring, world, cast, staff):
    nominee(spring, "Ana One")
    other = nominee(edition(world, cast.admin, title="Other", slug="other"), "Ben Two")
    text = decide(staff, spring, [other], "accept").content.decode()
    assert "no longer in this list" in text
    assert state_of(other) == State.NOMINATED


# --- one person ---------------------------------------------------------------------------------


def test_a_persons_page_tells_their_history_with_who_and_why(spring, cast, staff):
    one = nominee(spring, "Ana One")
    decline(one, by=cast.coordinator, reason="Came too late.", now=NOW)
    registry.has_scanned_for_actions = False  # as in a process that has logged nothing yet
    registry.formatters.clear()
    text = staff.get(person_page(one)).content.decode()
    for words in ("Came too late.", "Cora Coordinator", "Nominated", "Decline", "History"):
        assert words in text, words


@pytest.mark.parametrize("state", State)
def test_a_form_stands_there_for_each_verb_that_is_allowed_now(spring, staff, state):
    one = nominee(spring, "Ana One")
    rows = Participation.objects.filter(pk=one.pk)
    rows.update(state=state, waiting_since=NOW, offer_until=NOW + timedelta(days=14))
    text = staff.get(person_page(one)).content.decode()
    allowed = {verb.value for verb in verbs_now(state, Role.PARTICIPANT)}
    every = "shortlist accept waitlist decline confirm begin complete withdraw defer reconsider"
    found = {verb for verb in every.split() if f'name="verb" value="{verb}"' in text}
    assert found == allowed
    assert 'name="verb" value="refuse"' not in text


def test_a_verb_is_carried_out_or_refused_with_its_sentence(spring, staff):
    one = nominee(spring, "Ana One")
    address = reverse("edition_person_decide", args=[spring.pk, one.pk])
    text = staff.post(address, {"verb": "shortlist"}, follow=True).content.decode()
    assert "“Shortlist” was carried out for: Ana One." in text
    assert state_of(one) == State.SHORTLISTED
    text = staff.post(address, {"verb": "decline"}, follow=True).content.decode()
    assert "Give a reason for “Decline”: it stands in the log." in text
    for verb in ("refuse", "expire", "promote", ""):
        staff.post(address, {"verb": verb})
    assert state_of(one) == State.SHORTLISTED


def test_a_person_stands_in_their_own_edition_only(spring, world, cast, staff):
    one = nominee(spring, "Ana One")
    other = edition(world, cast.coordinator, title="Other", slug="other")
    for name in ("edition_person", "edition_person_decide", "edition_person_offer"):
        address = reverse(name, args=[other.pk, one.pk])
        assert staff.post(address, {"verb": "accept"}).status_code == 404
    assert state_of(one) == State.NOMINATED


def test_the_letter_of_an_offer_is_sent_again(
    spring, cast, staff, mailoutbox, django_capture_on_commit_callbacks
):
    one = accept(nominee(spring, "Ana One"), by=cast.coordinator)
    address = reverse("edition_person_offer", args=[spring.pk, one.pk])
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(address)
    assert [letter.to for letter in mailoutbox] == [["ana.one@example.org"]]
    decline(one, by=cast.coordinator, reason="A mistake.")
    assert "there is nothing to send" in staff.post(address, follow=True).content.decode()


def test_a_persons_page_costs_the_same_with_1_and_10_lines_of_history(
    spring, cast, staff, statements
):
    one = nominee(spring, "Ana One")
    staff.get(person_page(one))
    with statements() as few:
        staff.get(person_page(one))
    for n in range(9):
        change_participation(one, Changes(funding=f"Fund {n}"), by=cast.coordinator)
    with statements() as more:
        staff.get(person_page(one))
    assert few.count == more.count


# --- changing what stands -----------------------------------------------------------------------


def test_what_was_changed_is_kept_and_the_log_holds_no_words(spring, cast, staff):
    one = nominee(spring, "Ana One", funding="Before")
    begun = {"initial-role": "participant", "initial-funding": "Before"}
    begun |= {"initial-post": "", "initial-motivation": "", "initial-note": ""}
    sent = {"role": "fellow", "funding": "A fund", "post": "", "motivation": "", "note": "Secret"}
    # A colleague wrote meanwhile why the person is proposed.
    change_participation(one, Changes(motivation="Their words"), by=cast.coordinator)
    staff.post(person_page(one), {**sent, **begun})
    now = Participation.objects.get(pk=one.pk)
    assert (now.role, now.funding, now.note) == ("fellow", "A fund", "Secret")
    assert now.motivation == "Their words"
    text = staff.get(person_page(one)).content.decode()
    assert "funding, note of staff, role" in text
    assert "(Participant, now Fellow)" in text
    logged = ModelLogEntry.objects.filter(action="seminars.change").values_list("data", flat=True)
    assert "Secret" not in str(list(logged))


def test_the_same_again_is_not_logged(spring, cast):
    one = nominee(spring, "Ana One", funding="A fund")
    change_participation(one, Changes(funding=" A fund ", role="participant"), by=cast.coordinator)
    assert not ModelLogEntry.objects.filter(action="seminars.change").exists()


def test_a_seat_that_a_new_role_leaves_goes_to_the_waiting_list(spring, cast):
    one, _two = (confirmed(spring, n, cast.coordinator) for n in ("Ana One", "Ben Two"))
    third = nominee(spring, "Cai Three")
    waitlist(third, by=cast.coordinator, now=NOW)
    change_participation(one, Changes(role=Role.FELLOW), by=cast.coordinator, now=NOW)
    assert state_of(third) == State.ACCEPTED
    assert len(grants(one, spring)) == 1  # a fellow studies too
    with pytest.raises(NoSeat):
        change_participation(one, Changes(role=Role.PARTICIPANT), by=cast.coordinator, now=NOW)


def test_the_courses_follow_the_role(spring, cast):
    one = confirmed(spring, "Ana One", cast.coordinator)
    change_participation(one, Changes(role=Role.INSTRUCTOR), by=cast.coordinator, now=NOW)
    assert grants(one, spring) == []
    change_participation(one, Changes(role=Role.FELLOW), by=cast.coordinator, now=NOW)
    assert len(grants(one, spring)) == 1


def test_some_roles_stay(spring, cast, staff):
    waiting = nominee(spring, "Ana One")
    waitlist(waiting, by=cast.coordinator, now=NOW)
    with pytest.raises(RoleStays) as told:
        change_participation(waiting, Changes(role=Role.GUEST), by=cast.coordinator)
    assert "Only participants stand on a waiting list." in str(told.value)
    done = nominee(spring, "Ben Two")
    Participation.objects.filter(pk=done.pk).update(state=State.COMPLETED)
    with pytest.raises(RoleStays):
        change_participation(done, Changes(role=Role.FELLOW), by=cast.coordinator)
    sent = {"role": "guest", "initial-role": "participant"}
    text = staff.post(person_page(waiting), sent).content.decode()
    assert "Ana One keeps the role." in text
    assert '<option value="guest" selected>' in text


def test_in_a_closed_edition_nothing_is_changed(spring, cast):
    one = nominee(spring, "Ana One")
    spring.state = EditionState.CLOSED
    spring.save()
    with pytest.raises(EditionNotOpen):
        change_participation(one, Changes(note="x"), by=cast.coordinator)


# --- one more person ----------------------------------------------------------------------------


def add(client, made, **sent):
    address = reverse("edition_person_add", args=[made.pk])
    return client.post(address, {"role": "participant", **sent}, follow=True)


def test_somebody_new_is_added_and_nominated(spring, staff, mailoutbox):
    ghana = Territory.objects.get(code="GH")
    text = add(
        staff,
        spring,
        email="New@Example.org",
        name="Nana New",
        state=ghana.pk,
        institution="Ministry of Justice",
        kind="justice",
        language="fr",
        role="fellow",
        funding="A fund",
        motivation="Because.",
    ).content.decode()
    assert "Nana New is nominated." in text
    one = spring.participations.get(user__email="new@example.org")
    assert (one.role, one.funding, one.motivation) == ("fellow", "A fund", "Because.")
    assert (one.user.territory, one.user.preferred_language) == (ghana, "fr")
    assert one.user.institution.kind == "justice"
    assert not mailoutbox


def test_of_somebody_known_the_address_is_enough(spring, cast, staff):
    add(staff, spring, email=cast.chandra.email.upper())
    assert spring.participations.get(user=cast.chandra).state == State.NOMINATED
    before = User.objects.get(pk=cast.chandra.pk)
    assert before.printed_name == "Chandra Outsider"


def test_what_is_wrong_is_told_and_what_was_written_stays(spring, cast, staff):
    text = add(staff, spring, email="new@example.org", motivation="Kept words").content.decode()
    assert "The name is missing." in text
    assert "Kept words" in text
    add(staff, spring, email=cast.chandra.email)
    text = add(staff, spring, email=cast.chandra.email, role="guest").content.decode()
    assert "Chandra Outsider is in this edition already." in text
    assert spring.participations.get().role == "participant"


# --- what an institution is told ----------------------------------------------------------------


def test_an_institution_is_told_one_of_four_words():
    told = {state.value: told_to_institution(state) for state in State}
    assert told == {
        **dict.fromkeys(["nominated", "shortlisted", "waitlisted"], Told.RECEIVED),
        **dict.fromkeys(["accepted", "confirmed", "active"], Told.ACCEPTED),
        **dict.fromkeys(["declined", "withdrawn", "deferred"], Told.NOT_ACCEPTED),
        "completed": Told.COMPLETED,
    }
