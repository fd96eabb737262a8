"""Messages to those chosen: words by language, preview, sending, and each letter once."""

import smtplib
import uuid

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from wagtail.models import ModelLogEntry

from lms.accounts.actions import erase_person
from lms.accounts.models import User
from lms.accounts.personal_data import export_person
from lms.seminars.actions import (
    accept,
    clone_edition,
    put_template,
    send_letters,
    write_message,
)
from lms.seminars.default_words import WORDS, default_words
from lms.seminars.errors import NobodyToWriteTo, UnknownPlaces, WordsMissing
from lms.seminars.models import Message, MessageRecipient, MessageTemplate
from lms.seminars.places import fill, unknown_places
from lms.seminars.reporting import board_of
from lms.seminars.writing import letters_to, words_of
from tests.courses.test_races import at_once, failures
from tests.seminars.scene import NOW, STARTS, confirmed, edition, nominee

WORDS_IN_ENGLISH = {"en": {"subject": "For {name}", "body": "Dear {name}, {edition}."}}


@pytest.fixture
def spring(world, cast):
    """An edition with room for all."""
    return edition(world, cast.coordinator, capacity=200)


@pytest.fixture
def staff(client_of, cast):
    """The coordinator, who runs it."""
    return client_of(cast.coordinator)


def address(made, name: str = "edition_message_new") -> str:
    return reverse(name, args=[made.pk])


def letters(made, *people):
    board = board_of(made, "en", now=NOW)
    rows = board.chosen(p.pk for p in people) if people else board.rows
    return letters_to(made, rows)


def write(made, by, words=None, *people) -> Message:
    return write_message(
        made,
        letters(made, *people),
        words or WORDS_IN_ENGLISH,
        key=uuid.uuid4(),
        kind="other",
        by=by,
    )


def three(made, cast):
    return [confirmed(made, f"Person {n}", cast.coordinator) for n in range(3)]


def readers(outbox) -> list[str]:
    return sorted(letter.to[0] for letter in outbox)


# --- words --------------------------------------------------------------------------------------


def test_places_are_filled_once_and_values_are_not_read_again():
    values = {"name": "{edition} {x}", "edition": "Spring"}
    assert fill("{name}, {edition}, {other}", values) == "{edition} {x}, Spring, {other}"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Dear {name}", []),
        ("Dear {nmae} and {nmae}", ["{nmae}"]),
        ("{name.__class__}", ["{name.__class__}"]),
        ("{0} {} {name!r} {name:>9}", ["{0}", "{}", "{name!r}", "{name:>9}"]),
        ("a { brace", ["{"]),
        ("{name}}", ["}"]),
        ("{{name}}", ["{", "}"]),
    ],
)
def test_what_stands_in_braces_and_is_no_place_is_found(text, wrong):
    assert unknown_places(text) == wrong


def test_the_default_words_are_there_in_every_language_and_use_known_places(settings):
    for kind in MessageTemplate.Kind:
        assert set(WORDS[kind]) == {code for code, _name in settings.LANGUAGES}
        for subject, body in WORDS[kind].values():
            assert not unknown_places(subject + body)
            assert len(subject) <= 200
    assert default_words("due", "de") == default_words("due", "en")


def test_an_edition_keeps_its_own_words_and_another_does_not_see_them(spring, world, cast):
    put_template(spring, "due", "en", subject=" Own ", body="Words {due}", by=cast.coordinator)
    put_template(spring, "due", "en", subject="Own  again", body="Words", by=cast.coordinator)
    other = edition(world, cast.coordinator, title="Other", slug="other")
    assert words_of(spring, "due", ["en"])["en"] == ("Own again", "Words")
    assert words_of(other, "due", ["en"])["en"] == default_words("due", "en")
    copy = clone_edition(spring, title="Next", slug="next", starts=STARTS, by=cast.coordinator)
    assert words_of(copy, "due", ["en"])["en"] == ("Own again", "Words")
    assert ModelLogEntry.objects.filter(action="seminars.template").count() == 2


def test_unknown_places_are_refused_with_a_sentence_and_what_was_typed_stays(spring, staff, cast):
    with pytest.raises(UnknownPlaces) as told:
        put_template(spring, "due", "en", subject="{x}", body="{y}", by=cast.coordinator)
    assert "{x}, {y}" in str(told.value)
    form = {"kind": "due", "language": "en", "subject": "For {nmae}", "body": "What I typed"}
    text = staff.post(address(spring, "edition_message_words"), form).content.decode()
    assert "There is no such place in a message: {nmae}." in text
    assert "What I typed" in text
    assert not MessageTemplate.objects.exists()


def test_the_words_page_shows_the_defaults_and_keeps_what_is_written(spring, staff):
    path = address(spring, "edition_message_words")
    shown = staff.get(path, {"kind": "due", "language": "en"}).content.decode()
    assert "what is due on {due}" in shown
    form = {"kind": "due", "language": "en", "subject": "Ours", "body": "Text"}
    assert "The words were kept." in staff.post(path, form, follow=True).content.decode()
    assert "Ours" in staff.get(path, {"kind": "due", "language": "en"}).content.decode()


# --- choosing, preview, sending -----------------------------------------------------------------


@pytest.fixture
def readers_of_two_languages(spring, cast):
    """Two who read English, one French, one Arabic with an offer that is not answered."""
    people = three(spring, cast)
    people.append(accept(nominee(spring, "Fatima"), by=cast.coordinator, now=NOW))
    for participation, code in zip(people[2:], ("fr", "ar"), strict=True):
        User.objects.filter(pk=participation.user_id).update(preferred_language=code)
    return people


def test_from_the_board_to_the_letters(spring, cast, staff, readers_of_two_languages):
    people = readers_of_two_languages
    ticked = {"person": [p.pk for p in people], "kind": "due", "whom": "ticked"}
    page = staff.post(address(spring), ticked)
    form = page.context["form"]
    assert list(form.languages) == ["en", "fr", "ar"]
    sent = {"to": page.context["to"], "key": str(form["key"].value()), "kind": "due"}
    for code in form.languages:
        sent[f"subject-{code}"] = form[f"subject-{code}"].value()
        sent[f"body-{code}"] = form[f"body-{code}"].value()
    preview = staff.post(address(spring), {**sent, "step": "preview"})
    shown = {p.language: p for p in preview.context["previews"]}
    assert [p.readers for p in shown.values()] == [2, 1, 1]
    assert "7 March 2027" in shown["en"].subject
    assert "7 mars 2027" in shown["fr"].subject
    # Fatima has no course yet, so no due day; the page says so before anything is sent.
    assert shown["ar"].empty == {"{due}": 1}
    assert "1 reader has nothing to stand in {due}" in preview.content.decode()
    assert not Message.objects.exists()
    assert mail.outbox == []
    done = staff.post(address(spring), {**sent, "step": "send"}, follow=True)
    assert "The message to 4 people is on its way." in done.content.decode()
    assert "4 of 4 sent." in done.content.decode()
    assert len(mail.outbox) == 4
    assert all(len(letter.to) == 1 and not letter.cc for letter in mail.outbox)
    (french,) = (m for m in mail.outbox if m.to == [people[2].user.email])
    assert french.subject == "Spring 2027 : à terminer pour le 7 mars 2027"
    assert french.reply_to == [cast.coordinator.email]
    (entry,) = ModelLogEntry.objects.filter(action="seminars.message")
    assert entry.data == {"message": Message.objects.get().pk, "kind": "due", "people": 4}
    # The same form again: the back button, or a second click.
    staff.post(address(spring), {**sent, "step": "send"})
    assert len(mail.outbox) == 4


def test_everybody_shown_is_chosen_by_the_wish_and_not_by_the_page(spring, cast, staff):
    three(spring, cast)
    accept(nominee(spring, "Ola Offered"), by=cast.coordinator, now=NOW)
    form = {"whom": "shown", "show": "not-accepted", "kind": "answer"}
    page = staff.post(address(spring), form)
    assert [str(x.participation.user) for x in page.context["letters"]] == ["Ola Offered"]
    assert "24 January 2027" not in page.content.decode()  # in the preview only
    assert "{answer_until}" in page.content.decode()


@pytest.mark.parametrize("form", [{}, {"person": ["x", "99999"]}, {"to": "1,x"}, {"to": ""}])
def test_nobody_chosen_leads_back_to_the_board_with_a_sentence(spring, cast, staff, form):
    three(spring, cast)
    told = staff.post(address(spring), form, follow=True).content.decode()
    assert "Choose at least one person on the board." in told


def test_people_of_another_edition_cannot_be_named(spring, world, cast, staff):
    other = edition(world, cast.admin, title="Other", slug="other")
    stranger = confirmed(other, "Someone Else", cast.admin)
    response = staff.post(address(spring), {"to": str(stranger.pk)}, follow=True)
    assert "Someone Else" not in response.content.decode()
    with pytest.raises(NobodyToWriteTo):
        write_message(
            spring,
            letters(other),
            WORDS_IN_ENGLISH,
            key=uuid.uuid4(),
            kind="other",
            by=cast.coordinator,
        )


def test_a_wrong_place_in_a_message_keeps_what_was_typed(spring, cast, staff):
    (one, *_others) = three(spring, cast)
    form = {
        "to": str(one.pk),
        "key": str(uuid.uuid4()),
        "kind": "other",
        "subject-en": "Hello {nmae}",
        "body-en": "What I typed",
    }
    for step in ("preview", "send"):
        told = staff.post(address(spring), {**form, "step": step}).content.decode()
        assert "There is no such place in a message: {nmae}." in told
        assert "What I typed" in told
    assert not Message.objects.exists()


def test_words_are_needed_in_every_language_that_somebody_reads(
    spring, cast, readers_of_two_languages
):
    with pytest.raises(WordsMissing):
        write(spring, cast.coordinator)
    assert not MessageRecipient.objects.exists()


def test_a_subject_stays_on_one_line_whatever_a_name_holds(spring, cast):
    (one, *_others) = three(spring, cast)
    User.objects.filter(pk=one.user_id).update(printed_name="Ana\nBcc: all@example.org")
    write(spring, cast.coordinator, None, one)
    assert mail.outbox[0].subject == "For Ana Bcc: all@example.org"
    assert mail.outbox[0].recipients() == [one.user.email]


def test_writing_costs_the_same_with_ten_readers(spring, cast, staff, statements):
    path, counts = address(spring), []
    for numbers in (range(1), range(1, 10)):
        for n in numbers:
            confirmed(spring, f"Person {n}", cast.coordinator)
        form = {"whom": "shown", "kind": "due"}
        staff.post(path, form)
        with statements() as found:
            staff.post(path, form)
        counts.append(found.count)
    assert counts[0] == counts[1]


def test_the_list_of_messages_costs_the_same_with_ten(spring, cast, staff, statements):
    three(spring, cast)
    path, counts = address(spring, "edition_messages"), []
    for times in (1, 9):
        for _n in range(times):
            write(spring, cast.coordinator)
        staff.get(path)
        with statements() as found:
            staff.get(path)
        counts.append(found.count)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["edition_message_new", "edition_messages"])
def test_who_does_not_run_the_edition_neither_writes_nor_reads(spring, cast, client_of, name):
    three(spring, cast)
    client = client_of(cast.instructor)
    assert client.get(address(spring, name)).status_code == 404
    assert client.post(address(spring, name), {"whom": "shown"}).status_code == 404


# --- each letter once ---------------------------------------------------------------------------


class Failing(EmailBackend):
    """A mail server that fails at the second letter, in the way that a test sets."""

    failure: BaseException | None = None
    before = True
    calls = 0

    def send_messages(self, messages):
        Failing.calls += 1
        fails = Failing.calls == 2 and Failing.failure is not None
        if fails and Failing.before:
            raise Failing.failure
        sent = super().send_messages(messages)
        if fails:
            raise Failing.failure
        return sent


@pytest.fixture
def failing(settings):
    """The mail server above, and no worker of its own: tests run it."""
    from lms.seminars.receivers import on_message
    from lms.seminars.signals import message_written

    settings.EMAIL_BACKEND = f"{__name__}.Failing"
    Failing.calls, Failing.failure, Failing.before = 0, None, True
    message_written.disconnect(on_message)
    yield Failing
    message_written.connect(on_message)


@pytest.mark.parametrize(
    "failure",
    [
        ConnectionResetError("gone"),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"no")}),
    ],
)
def test_a_mail_server_that_fails_in_the_middle_gets_each_letter_once(
    spring, cast, mailoutbox, failing, failure
):
    people = three(spring, cast)
    message = write(spring, cast.coordinator)
    failing.failure = failure
    with pytest.raises(type(failure)):
        send_letters(message.pk)
    # The others went out; the one that was refused waits.
    assert len(mailoutbox) == 2
    assert message.recipients.waiting().count() == 1
    assert send_letters(message.pk) == 1
    assert send_letters(message.pk) == 0
    assert readers(mailoutbox) == sorted(p.user.email for p in people)


@pytest.mark.parametrize("before", [True, False])
def test_a_worker_that_is_killed_in_the_middle_and_runs_again_writes_to_nobody_twice(
    spring, cast, staff, mailoutbox, failing, before
):
    people = three(spring, cast)
    message = write(spring, cast.coordinator)
    failing.failure, failing.before = SystemExit(9), before
    with pytest.raises(SystemExit):
        send_letters(message.pk)
    assert send_letters(message.pk) == 1
    got = readers(mailoutbox)
    assert len(got) == len(set(got)) == (2 if before else 3)
    # The one in whose middle it was killed is not sent again, and staff are told.
    (unclear,) = message.recipients.filter(sent_at=None)
    MessageRecipient.objects.filter(pk=unclear.pk).update(taken_at=NOW.replace(year=2020))
    told = staff.get(address(spring, "edition_messages")).content.decode()
    assert "2 of 3 sent." in told
    assert "Of 1 nobody knows whether it went out" in told
    assert {p.user.email for p in people} >= set(got)


def test_the_task_is_written_with_the_message_or_neither_is(spring, cast, monkeypatch):
    three(spring, cast)
    from lms.seminars import receivers

    class Broken:
        def enqueue(self, *args):
            raise RuntimeError("no queue")

    monkeypatch.setattr(receivers, "send_letters_later", Broken())
    with pytest.raises(RuntimeError):
        write(spring, cast.coordinator)
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ten_workers_at_once_send_each_letter_once(world, cast, mailoutbox, failing):
    spring = edition(world, cast.coordinator, capacity=200)
    people = [confirmed(spring, f"Person {n}", cast.coordinator) for n in range(12)]
    mailoutbox.clear()  # their offers
    message = write(spring, cast.coordinator)
    results = at_once(lambda n: send_letters(message.pk), calls=10)
    assert not failures(results)
    assert sum(results) == 12
    assert readers(mailoutbox) == sorted(p.user.email for p in people)


# --- a person's own data ------------------------------------------------------------------------


def test_somebody_erased_before_the_worker_came_gets_no_letter(spring, cast, mailoutbox, failing):
    one, *others = three(spring, cast)
    message = write(spring, cast.coordinator)
    erase_person(one.user, by=cast.coordinator)
    assert send_letters(message.pk) == 2
    assert readers(mailoutbox) == sorted(p.user.email for p in others)
    assert message.recipients.get(participation=one).skipped_at


def test_the_export_holds_the_letters_as_they_were_sent(spring, cast):
    one, two, _three = three(spring, cast)
    write(spring, cast.coordinator, None, one)
    (record,) = export_person(one.user)["letters_of_editions"]
    assert record["subject"] == "For Person 0"
    assert record["text"] == "Dear Person 0, Spring 2027."
    assert record["sent"]
    assert export_person(two.user)["letters_of_editions"] == []


def test_erasure_forgets_the_places_and_words_that_nobody_else_got(spring, cast):
    one, two, _three = three(spring, cast)
    alone = write(spring, cast.coordinator, {"en": {"subject": "S", "body": "Person 0!"}}, one)
    both = write(spring, cast.coordinator, None, one, two)
    erase_person(one.user, by=cast.coordinator)
    for message in (alone, both):
        message.refresh_from_db()
        assert message.recipients.get(participation=one).values == {}
    assert alone.words == {}
    assert both.words == WORDS_IN_ENGLISH
    assert both.recipients.get(participation=two).values["name"] == "Person 1"
