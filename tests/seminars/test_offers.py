"""The offer: its letter, its page, its answer. Reading accepts nothing; a link answers once."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from content.languages import REMEMBERED
from content.models import HomePage
from lms.accounts.consents import ALUMNI_DIRECTORY, INSTITUTION_CONTACT, LISTED
from lms.accounts.models import User
from lms.seminars.actions import (
    Entering,
    accept,
    answer_offer,
    decline,
    expire_offers,
    reconsider,
    send_offer,
    waitlist,
    withdraw,
)
from lms.seminars.errors import NothingOffered, OfferOfAnother, OfferOver, SignInFirst
from lms.seminars.models import EditionCourse, Participation
from lms.seminars.offers import offer_token
from lms.seminars.tasks import send_offer_later
from lms.seminars.transitions import EditionState, Role, State
from tests.courses.test_races import at_once, failures
from tests.seminars.scene import edition, nominee, second_course
from tests.world import PASSWORD

NEW_PASSWORD = "a-sentence-that-nobody-guesses"
ENTERING = Entering("Ana One", "en", "Africa/Accra", NEW_PASSWORD)


@pytest.fixture
def spring(world, cast):
    """An edition of two seats."""
    return edition(world, cast.coordinator)


@pytest.fixture
def offer(spring, cast) -> Participation:
    """An offer to somebody who was never here."""
    return accept(nominee(spring, "Ana One"), by=cast.coordinator)


def path(participation) -> str:
    return reverse("seminars:offer", args=[offer_token(participation)])


def now_of(participation) -> Participation:
    return Participation.objects.get(pk=participation.pk)


def logged(participation, action: str) -> list[ModelLogEntry]:
    kind = ContentType.objects.get_for_model(Participation)
    entries = ModelLogEntry.objects.filter(content_type=kind, object_id=str(participation.pk))
    return list(entries.filter(action=f"seminars.{action}"))


def enter(**changed) -> dict[str, str]:
    """What the form of somebody who was never here sends."""
    return {
        **{"answer": "take", "printed_name": "Ana One", "preferred_language": "en"},
        **{"time_zone": "Africa/Accra", "password": NEW_PASSWORD, "way": "password"},
        **changed,
    }


# --- the letter ---------------------------------------------------------------------------------


def test_a_letter_goes_out_when_the_offer_is_committed(
    spring, cast, mailoutbox, django_capture_on_commit_callbacks
):
    one = nominee(spring, "Ana One")
    User.objects.filter(pk=one.user_id).update(time_zone="America/Argentina/Buenos_Aires")
    with django_capture_on_commit_callbacks() as waiting:
        accepted = accept(one, by=cast.coordinator)
    assert not mailoutbox
    for callback in waiting:
        callback()
    (letter,) = mailoutbox
    assert letter.to == ["ana.one@example.org"]
    assert letter.subject == "A place in Spring 2027: please answer"
    assert path(accepted) in letter.body
    assert "Role: Participant" in letter.body
    until = accepted.offer_until.astimezone(timezone.get_fixed_timezone(-180))
    assert f"{until:%H:%M} (America/Argentina/Buenos Aires)" in letter.body
    assert "Cora Coordinator <coordinator@example.org>" in letter.body


def test_whoever_is_promoted_from_the_waiting_list_gets_a_letter_in_their_language(
    spring, cast, mailoutbox, django_capture_on_commit_callbacks
):
    first, second = (nominee(spring, name) for name in ("Ana One", "Ben Two"))
    third = nominee(spring, "Cai Three")
    User.objects.filter(pk=third.user_id).update(preferred_language="ar")
    for each in (first, second):
        accept(each, by=cast.coordinator)
    waitlist(third, by=cast.coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(first, by=cast.coordinator, reason="Recalled.")
    (letter,) = mailoutbox
    assert letter.to == ["cai.three@example.org"]
    with translation.override("ar"):
        assert "please answer" not in letter.subject
        assert translation.gettext("If you have a question, write to:") in letter.body
    assert path(now_of(third)) in letter.body


def test_staff_may_send_it_again_with_the_same_link_and_each_time_is_logged(
    offer, cast, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send_offer(offer, by=cast.coordinator)
    assert path(offer) in mailoutbox[0].body
    assert len(logged(offer, "offer")) == 2
    assert "Ana" not in logged(offer, "offer")[0].label


def test_nothing_is_sent_where_nothing_is_offered(spring, offer, cast, mailoutbox):
    with pytest.raises(NothingOffered) as told:
        send_offer(nominee(spring, "Ben Two"), by=cast.coordinator)
    assert "No offer to Ben Two waits for an answer" in str(told.value)
    with pytest.raises(NothingOffered):
        send_offer(offer, by=cast.coordinator, now=offer.offer_until)
    decline(offer, by=cast.coordinator, reason="A mistake.")
    send_offer_later.enqueue(offer.pk)
    assert not mailoutbox


# --- the page -----------------------------------------------------------------------------------


def test_the_page_says_what_is_offered_what_is_due_and_what_is_stored(spring, offer, client):
    page = client.get(path(offer))
    text = page.content.decode()
    for words in (
        "Spring 2027",
        "Participant",
        "14 March 2027",
        "20 March 2027",
        "Oświęcim",
        "The course",
        "45 min",
        "7 March 2027",
        "What is stored about you, and who sees it",
        "Cora Coordinator",
    ):
        assert words in text, words
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    # The browser would send no origin with the form otherwise, which is refused.
    assert page["Referrer-Policy"] == "same-origin"
    assert "checked" not in text


def test_courses_after_the_seminar_are_not_due_before_it(spring, offer, world, client):
    after = second_course(world)
    EditionCourse.objects.create(
        edition=spring, course_key=after.translation_key, phase=EditionCourse.Phase.AFTER
    )
    assert b">After<" not in client.get(path(offer)).content


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_mail_scanner_that_follows_the_link_accepts_nothing(offer, client, method):
    token = path(offer)
    for _again in range(5):
        getattr(client, method)(token)
        getattr(client, method)(token + "?answer=take&answer=refuse")
    assert now_of(offer).state == State.ACCEPTED
    assert not User.objects.get(pk=offer.user_id).has_entered
    assert not logged(offer, "confirm")
    assert client.get(token).status_code == 200


def test_the_page_costs_the_same_with_one_course_and_with_many(
    spring, offer, world, client, statements
):
    address = path(offer)
    client.get(address)
    with statements() as few:
        client.get(address)
    for number in range(3):
        course = second_course(world)
        course.slug = f"after-{number}"
        EditionCourse.objects.create(edition=spring, course_key=course.translation_key)
    client.get(address)
    with statements() as many:
        client.get(address)
    assert many.count == few.count


# --- taking the place ---------------------------------------------------------------------------


def test_who_was_never_here_takes_the_place_and_is_signed_in(offer, client):
    done = client.post(path(offer), enter(), follow=True)
    assert "You have taken the place in “Spring 2027”." in done.content.decode()
    assert done.redirect_chain[-1][0] == reverse("my_learning")
    assert int(client.session["_auth_user_id"]) == offer.user_id
    person = User.objects.get(pk=offer.user_id)
    assert person.check_password(NEW_PASSWORD)
    assert (person.time_zone, person.has_entered) == ("Africa/Accra", True)
    assert now_of(offer).state == State.CONFIRMED
    assert logged(offer, "confirm")[0].user == person
    assert not person.consents.exists()


def test_with_a_passkey_the_way_leads_to_making_one(offer, client):
    done = client.post(path(offer), enter(way="passkey", password=""))
    assert done["Location"] == reverse("mfa_add_webauthn")
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200
    assert not User.objects.get(pk=offer.user_id).has_usable_password()


def test_what_is_missing_is_asked_for_and_loses_nothing(offer, client):
    wrong = enter(password="short", time_zone="", printed_name="Anna Uno")
    wrong[f"agree-{LISTED.key}"] = "on"
    page = client.post(path(offer), wrong)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Anna Uno" in text
    assert "checked" in text
    assert now_of(offer).state == State.ACCEPTED
    assert not User.objects.get(pk=offer.user_id).has_entered


def test_nobody_is_given_a_time_zone_that_nobody_asked_them_for(offer, client):
    assert "Choose your time zone" in client.get(path(offer)).content.decode()
    User.objects.filter(pk=offer.user_id).update(time_zone="Asia/Amman")
    text = client.get(path(offer)).content.decode()
    assert "Choose your time zone" not in text
    assert '<option value="Asia/Amman" selected>' in text


@pytest.mark.parametrize(
    ("ticked", "kept"),
    [
        ([], set()),
        ([LISTED], {LISTED.key}),
        ([LISTED, ALUMNI_DIRECTORY, INSTITUTION_CONTACT], None),
    ],
)
def test_each_consent_is_given_by_its_own_box_in_the_words_that_were_read(
    offer, client, ticked, kept
):
    client.post(path(offer), enter(**{f"agree-{p.key}": "on" for p in ticked}))
    given = {c.purpose: c for c in User.objects.get(pk=offer.user_id).consents.all()}
    assert set(given) == ({p.key for p in ticked} if kept is None else kept)
    for purpose in ticked:
        assert given[purpose.key].words == str(purpose.words)
        own = str(offer.edition.key) if purpose is LISTED else ""
        assert given[purpose.key].subject == own


def test_only_learners_are_asked_about_the_list_of_participants(spring, cast, client):
    guest = accept(nominee(spring, "Gus Guest", role=Role.GUEST), by=cast.coordinator)
    assert "list of participants" not in client.get(path(guest)).content.decode()
    client.post(path(guest), enter(**{f"agree-{LISTED.key}": "on"}))
    assert now_of(guest).state == State.CONFIRMED
    assert not guest.user.consents.exists()


def test_a_second_press_of_the_button_changes_nothing(offer, client):
    address = path(offer)
    client.post(address, enter())
    again = client.post(address, enter(password="another-sentence-of-some-length"))
    assert again["Location"] == reverse("my_learning")
    assert len(logged(offer, "confirm")) == 1
    assert User.objects.get(pk=offer.user_id).check_password(NEW_PASSWORD)


def test_the_link_lets_nobody_in_a_second_time(offer, client):
    address = path(offer)
    client.post(address, enter())
    client.logout()
    assert client.get(address).status_code == 410
    assert client.post(address, enter()).status_code == 410
    assert "_auth_user_id" not in client.session


# --- a person with an account -------------------------------------------------------------------


@pytest.fixture
def to_amara(spring, cast) -> Participation:
    """An offer to somebody with an account, who has been here."""
    User.objects.filter(pk=cast.amara.pk).update(last_login=timezone.now())
    from lms.seminars.actions import propose

    return accept(propose(spring, cast.amara, by=None), by=cast.coordinator)


def test_who_has_an_account_signs_in_first_and_comes_back(to_amara, cast, client):
    address = path(to_amara)
    text = client.get(address).content.decode()
    assert "Sign in to answer" in text
    assert 'name="answer"' not in text
    assert 'type="password"' not in text
    for answer in ("take", "refuse"):
        sent = client.post(address, {"answer": answer})
        assert sent["Location"].startswith(reverse("account_login") + "?next=/offers/")
    assert now_of(to_amara).state == State.ACCEPTED
    form = {"login": cast.amara.email, "password": PASSWORD}
    back = client.post(reverse("account_login") + f"?next={address}", form)
    assert back["Location"] == address
    assert "Take the place" in client.get(address).content.decode()


def test_signed_in_they_take_it_by_one_press(to_amara, cast, client_of):
    client = client_of(cast.amara)
    form = {"answer": "take", f"agree-{ALUMNI_DIRECTORY.key}": "on"}
    assert client.post(path(to_amara), form)["Location"] == reverse("my_learning")
    assert now_of(to_amara).state == State.CONFIRMED
    assert cast.amara.consents.get().purpose == ALUMNI_DIRECTORY.key
    assert client.post(path(to_amara), form)["Location"] == reverse("my_learning")


def test_whoever_is_signed_in_as_another_is_told_so_and_answers_nothing(
    to_amara, offer, cast, client_of
):
    client = client_of(cast.bruno)
    for own, form in ((to_amara, {"answer": "take"}), (offer, enter())):
        for page in (client.get(path(own)), client.post(path(own), form)):
            text = page.content.decode()
            assert page.status_code == 403
            assert "This offer was made to somebody else" in text
            assert "Bruno Ökonomidēs" in text
            assert own.user.email not in text
            assert own.edition.title not in text
        assert now_of(own).state == State.ACCEPTED
    out = client.post(reverse("account_logout"), {"next": path(offer)})
    assert out["Location"] == path(offer)


# --- refusing -----------------------------------------------------------------------------------


def test_who_cannot_come_says_so_without_an_account_and_the_reason_is_in_the_log(
    spring, offer, cast, client
):
    accept(nominee(spring, "Ben Two"), by=cast.coordinator)
    third = nominee(spring, "Cai Three")
    waitlist(third, by=cast.coordinator)
    page = client.post(path(offer), {"answer": "refuse", "reason": " A summit that week. "})
    assert "Thank you for your answer" in page.content.decode()
    assert now_of(offer).state == State.DECLINED
    assert logged(offer, "refuse")[0].data["reason"] == "A summit that week."
    assert not User.objects.get(pk=offer.user_id).has_entered
    assert now_of(third).state == State.ACCEPTED


def test_a_reason_need_not_be_given(to_amara, cast, client_of):
    client_of(cast.amara).post(path(to_amara), {"answer": "refuse"})
    assert now_of(to_amara).state == State.DECLINED


def test_a_reason_that_is_too_long_is_not_lost(offer, client):
    page = client.post(path(offer), {"answer": "refuse", "reason": "x" * 1001})
    assert "x" * 1001 in page.content.decode()
    assert now_of(offer).state == State.ACCEPTED


# --- links that no longer work ------------------------------------------------------------------


def _expired(offer, cast):
    Participation.objects.filter(pk=offer.pk).update(offer_until=timezone.now())


def _expired_by_the_clock(offer, cast):
    expire_offers(offer.edition, now=offer.offer_until + timedelta(seconds=1))


def _declined(offer, cast):
    decline(offer, by=cast.coordinator, reason="A mistake.")


def _replaced(offer, cast):
    _declined(offer, cast)
    reconsider(offer, by=cast.coordinator, reason="After all.")
    accept(offer, by=cast.coordinator)


def _closed(offer, cast):
    offer.edition.state = EditionState.CLOSED
    offer.edition.save()


def _moved_address(offer, cast):
    User.objects.filter(pk=offer.user_id).update(email="elsewhere@example.org")


def _shut_out(offer, cast):
    User.objects.filter(pk=offer.user_id).update(is_active=False)


ENDS = [_expired, _expired_by_the_clock, _declined, _replaced, _closed, _moved_address, _shut_out]


def without(address: str, page) -> str:
    """A page without its own address, which stands in the links to other languages."""
    return page.content.decode().replace(quote(address, safe=""), "")


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_an_offer_that_is_over_says_the_same_as_one_that_never_was(offer, cast, client, end):
    address = path(offer)
    before = now_of(offer)
    end(offer, cast)
    after = now_of(offer).state
    forged = reverse("seminars:offer", args=["forged"])
    for ask in (client.get, lambda link: client.post(link, enter())):
        page, never = ask(address), ask(forged)
        assert (page.status_code, never.status_code) == (410, 410)
        told = without(address, page)
        assert told == without(forged, never)
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]
        assert "noindex" in page["X-Robots-Tag"]
        assert before.edition.title not in told
    assert now_of(offer).state == after
    assert not User.objects.get(pk=offer.user_id).has_entered


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "x:y:z",
        signing.dumps([1, "state"], salt="another"),
        signing.dumps("text", salt="lms.seminars.offer"),
        signing.dumps([1], salt="lms.seminars.offer"),
        signing.dumps([0, "state"], salt="lms.seminars.offer"),
    ],
)
def test_a_forged_link_is_none(offer, client, token):
    assert client.get(reverse("seminars:offer", args=[token])).status_code == 410


def test_the_moment_itself_is_too_late(offer):
    token, nobody = offer_token(offer), _nobody()
    with pytest.raises(OfferOver):
        answer_offer(token, takes_it=True, by=nobody, entering=ENTERING, now=offer.offer_until)
    last = offer.offer_until - timedelta(seconds=1)
    done = answer_offer(token, takes_it=True, by=nobody, entering=ENTERING, now=last)
    assert done.state == State.CONFIRMED


def _nobody():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def test_the_verb_itself_refuses_others(offer, to_amara, cast):
    for token in (offer_token(offer), offer_token(to_amara)):
        with pytest.raises(OfferOfAnother):
            answer_offer(token, takes_it=True, by=cast.bruno, entering=ENTERING)
    for takes_it in (True, False):
        with pytest.raises(SignInFirst):
            answer_offer(offer_token(to_amara), takes_it=takes_it, by=_nobody(), entering=ENTERING)
    with pytest.raises(SignInFirst):
        answer_offer(offer_token(offer), takes_it=True, by=_nobody())


@pytest.mark.django_db(transaction=True)
def test_twenty_posts_of_one_link_at_once_confirm_once(world, cast):
    made = edition(world, cast.coordinator)
    one = accept(nominee(made, "Ana One"), by=cast.coordinator)
    token, nobody = offer_token(one), _nobody()
    results = at_once(
        lambda n: answer_offer(
            token,
            takes_it=n % 2 == 0,
            by=nobody,
            entering=Entering("Ana One", "en", "UTC", f"the-long-sentence-number-{n}"),
            consents=[LISTED.key],
        ),
        calls=20,
    )
    assert not failures(results, OfferOver, SignInFirst)
    (answered,) = [r for r in results if isinstance(r, Participation)]
    assert len(logged(one, "confirm")) + len(logged(one, "refuse")) == 1
    assert now_of(one).state == answered.state


# --- languages ----------------------------------------------------------------------------------


def test_the_page_speaks_the_persons_language_from_right_to_left(offer, client, settings):
    from django.core.cache import caches

    User.objects.filter(pk=offer.user_id).update(preferred_language="ar")
    assert HomePage.objects.exists()
    caches["pages"].set(REMEMBERED, {"en", "ar"}, 60)
    page = client.get(path(offer))
    text = page.content.decode()
    assert '<html lang="ar" dir="rtl">' in text
    with translation.override("ar"):
        assert translation.gettext("A place is offered to you") in text
    assert "A place is offered to you" not in text
    # A reader who has chosen another language keeps it.
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert '<html lang="en" dir="ltr">' in client.get(path(offer)).content.decode()
