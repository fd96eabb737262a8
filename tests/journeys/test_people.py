"""A person's whole stay: added, invited, studies, is looked after, takes their data, is erased."""

import json
import re

from django.core import mail
from django.urls import reverse

from courses.models import Certificate, StepCompletion
from lms.accounts.models import User
from tests.journeys.test_learner import accessible, answer_quiz, sign_in

PHRASE = "a sentence that is long enough"


def add_in_the_cms(page, address: str) -> User:
    """The coordinator adds a person; the letter goes out with it."""
    page.goto(reverse("wagtailusers_users:add"))
    page.get_by_label("Email").fill(address)
    page.get_by_label("Printed name").fill("Nadia Hassan")
    page.get_by_role("button", name="Create").click()
    page.get_by_text("created").first.wait_for()
    return User.objects.get(email=address)


def let_into_course(page, person: User) -> None:
    """From the list of people to the person's courses."""
    page.goto(reverse("person_courses", args=[person.pk]))
    page.get_by_label("Course").select_option(label="The course")
    page.get_by_role("button", name="Give access").click()
    page.get_by_text("Access was given.").wait_for()


def enter(page, live_server) -> None:
    """From the link in the letter to My learning, with a password of one's own."""
    (letter,) = mail.outbox
    path = re.search(r"https?://[^/]+(/accounts/welcome/\S+)", letter.body)[1]
    page.goto(path)
    accessible(page)
    page.get_by_label("Password").fill(PHRASE)
    page.get_by_role("button", name="Save the password and enter").click()
    page.wait_for_url("**/learn/")


def study(page, world) -> None:
    """Everything that the course asks for."""
    page.goto(world.lesson.url)
    page.get_by_role("button", name=re.compile("Mark as read")).click()
    page.wait_for_url("**/quiz-one/")
    page.get_by_role("button", name="Begin").click()
    answer_quiz(page, right=True)
    page.goto(world.last.url)
    page.get_by_role("button", name=re.compile("Mark as read")).click()


def test_from_the_letter_to_the_erased_account(visit, world, cast, live_server):
    staff = visit()
    sign_in(staff, cast.coordinator, then="/cms/")
    person = add_in_the_cms(staff, "nadia@example.org")
    let_into_course(staff, person)
    page = visit(width=390)
    enter(page, live_server)
    study(page, world)
    certificate = Certificate.objects.get(holder=person)

    staff.goto(reverse("person_courses", args=[person.pk]))
    assert staff.get_by_text("3 of 3 steps finished.").is_visible()
    assert staff.get_by_text(re.compile("passed at try 1")).is_visible()

    page.goto("/accounts/me/")
    page.get_by_role("link", name="See, take along or erase your data").click()
    accessible(page)
    assert page.get_by_text("Lesson two").first.is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Take it along as a file").click()
    told = json.loads(download.value.path().read_text())
    assert told["certificates"][0]["number"] == certificate.number
    page.get_by_role("button", name="Ask for my data to be erased").click()
    assert page.get_by_text("You asked for it on").is_visible()

    staff.goto("/cms/")
    staff.get_by_role("link", name="1 person asks for their data to be erased").click()
    staff.get_by_text("Nadia Hassan").first.wait_for()
    staff.goto(reverse("person_erase", args=[person.pk]))
    staff.get_by_label("Reason").fill("asked for it on their page")
    staff.get_by_label("I know that this cannot be taken back.").check()
    staff.get_by_role("button", name="Erase the data").click()
    staff.get_by_text("The data were erased.").wait_for()

    page.goto("/learn/")
    assert "/accounts/login/" in page.url
    assert User.objects.get(pk=person.pk).printed_name == ""
    assert StepCompletion.objects.count() == 3
    stranger = visit()
    stranger.goto(reverse("courses:verify_code", args=[certificate.code]))
    assert stranger.get_by_role("heading", name="Valid").is_visible()
    assert stranger.get_by_text("Nadia Hassan").is_visible()


def add_authenticator(page) -> None:
    """A passkey that lives in the browser, as a phone's or a key's would."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_person_enters_with_a_passkey_and_signs_in_with_it_again(
    visit, world, cast, live_server, settings
):
    # Passkeys belong to a host name; a number has none.
    base = live_server.url.replace("127.0.0.1", "localhost")
    settings.CSRF_TRUSTED_ORIGINS = [base, live_server.url]
    staff = visit()
    sign_in(staff, cast.coordinator, then="/cms/")
    person = add_in_the_cms(staff, "nadia@example.org")
    (letter,) = mail.outbox
    page = visit()
    add_authenticator(page)
    page.goto(base + re.search(r"https?://[^/]+(/accounts/welcome/\S+)", letter.body)[1])
    page.get_by_role("button", name="Go on with a passkey").click()
    page.wait_for_url("**/webauthn/add/")
    accessible(page)
    page.get_by_label("Name").fill("My phone")
    if page.get_by_label("Passwordless").count():
        page.get_by_label("Passwordless").check()
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url("**/recovery-codes/")
    accessible(page)
    assert not User.objects.get(pk=person.pk).has_usable_password()
    page.goto(base + "/accounts/me/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(base + "/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/learn/")
    assert page.get_by_role("heading", name="My learning").is_visible()
