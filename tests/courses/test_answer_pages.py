"""The pages of a try: nothing told early, nothing lost when the sign-in has expired."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions import hand_in, start_attempt
from courses.kept_answers import person_tag
from courses.models import Answer, Attempt
from tests.world import PASSWORD, REASON, give_answer, publish, right_picks, stamp, wrong_picks


@pytest.fixture
def attempt(world, cast) -> Attempt:
    """Amara's open try."""
    return start_attempt(cast.amara, world.quiz, world.outline)


def page_of(attempt: Attempt, number: int = 1) -> str:
    """The address of a question."""
    return reverse("courses:question", args=[attempt.pk, number])


def body(attempt: Attempt, number: int = 1, picks=None, **more) -> dict:
    """What the form of a question posts."""
    q = attempt.paper[number - 1]
    picks = right_picks(q) if picks is None else picks
    return {"question": q["id"], "answer": picks, **stamp(attempt.pk, q["id"]), **more}


def test_no_response_of_an_open_try_tells_what_is_right_or_why(world, cast, attempt, client_of):
    """Every page that a learner can open while the try is open, before and after answering."""
    client = client_of(cast.amara)
    addresses = [
        world.quiz.url,
        world.lesson.url,
        world.course.url,
        reverse("my_learning"),
        reverse("courses:attempt", args=[attempt.pk]),
        *[page_of(attempt, n) for n in range(1, len(attempt.paper) + 1)],
        reverse("courses:hand_in", args=[attempt.pk]),
    ]
    keys = [code for q in attempt.paper for code in q["key"]["authored"].values()]
    seen = []
    for _round in range(2):
        for address in addresses:
            response = client.get(address, follow=True)
            assert response.status_code == 200
            seen.append(response.content.decode())
        for number in range(1, len(attempt.paper) + 1):
            answer = client.post(
                page_of(attempt, number),
                body(attempt, number, nonce="n"),
                headers={"Accept": "application/json"},
            )
            assert answer.status_code == 200
            seen.append(answer.content.decode())
    for text in seen:
        assert REASON not in text
        assert "A source of the key" not in text
        assert not any(key in text for key in keys)
        assert not re.search(r'(data-|name=|id=|class=)"?[^">]*\b(right|correct|key)\b', text)


def test_after_handing_in_reasons_and_sources_are_shown(cast, attempt, client_of):
    for q in attempt.paper:
        give_answer(cast.amara, attempt.pk, q["id"], wrong_picks(q))
    hand_in(cast.amara, attempt.pk)
    text = client_of(cast.amara).get(reverse("courses:attempt", args=[attempt.pk])).content.decode()
    assert REASON in text
    assert "A source of the key" in text
    assert "Not yet: 0 of 2" in text


def test_the_mark_only_while_another_try_is_open(world, cast, attempt, client_of):
    hand_in(cast.amara, attempt.pk)
    start_attempt(cast.amara, world.quiz, world.outline)
    text = client_of(cast.amara).get(reverse("courses:attempt", args=[attempt.pk])).content.decode()
    assert REASON not in text
    assert "0 of 2" in text


def test_a_form_saves_and_goes_on(cast, attempt, client_of):
    client = client_of(cast.amara)
    response = client.post(page_of(attempt), body(attempt, go_to="next"))
    assert response.url == page_of(attempt, 2)
    assert "Saved at" in client.get(page_of(attempt)).content.decode()
    assert Answer.objects.count() == 1


def test_the_numbers_save_too(cast, attempt, client_of):
    response = client_of(cast.amara).post(page_of(attempt), body(attempt, go_to="2"))
    assert response.url == page_of(attempt, 2)
    assert Answer.objects.count() == 1


def test_the_script_is_answered_with_its_own_nonce(cast, attempt, client_of):
    response = client_of(cast.amara).post(
        page_of(attempt),
        body(attempt, nonce="abc", sequence=7),
        headers={"Accept": "application/json"},
    )
    assert (response.json()["nonce"], response.json()["sequence"]) == ("abc", 7)


def test_a_signed_out_script_gets_401_in_json_and_never_a_redirect(attempt, client):
    response = client.post(page_of(attempt), body(attempt), headers={"Accept": "application/json"})
    assert (response.status_code, response.json()) == (401, {"code": "signed-out"})


def sign_in(client: Client, email: str):
    """By the form, as a person does."""
    return client.post(
        reverse("account_login"), {"login": email, "password": PASSWORD, "next": "/learn/"}
    )


def test_an_answer_that_meets_an_expired_sign_in_is_saved_when_the_person_is_back(cast, attempt):
    client = Client()
    response = client.post(page_of(attempt), body(attempt))
    assert response.url.startswith(reverse("account_login"))
    assert not Answer.objects.exists()
    sign_in(client, cast.amara.email)
    assert Answer.objects.get().response == right_picks(attempt.paper[0])
    assert "is now saved" in client.get("/learn/").content.decode()


def test_another_person_who_signs_in_there_saves_nothing(cast, attempt):
    client = Client()
    client.post(page_of(attempt), body(attempt))
    sign_in(client, cast.bruno.email)
    assert not Answer.objects.exists()
    client.logout()
    sign_in(client, cast.amara.email)
    assert not Answer.objects.exists()


def test_of_several_kept_answers_to_a_question_the_last_counts(cast, attempt):
    client = Client()
    q = attempt.paper[0]
    client.post(page_of(attempt), body(attempt, picks=wrong_picks(q)))
    client.post(page_of(attempt), body(attempt, picks=right_picks(q)))
    client.post(page_of(attempt, 2), body(attempt, 2))
    sign_in(client, cast.amara.email)
    assert Answer.objects.get(question_id=q["id"]).response == right_picks(q)
    assert Answer.objects.count() == 2


def test_a_kept_answer_of_a_try_handed_in_meanwhile_is_told_not_hidden(cast, attempt):
    client = Client()
    client.post(page_of(attempt), body(attempt))
    hand_in(cast.amara, attempt.pk)
    sign_in(client, cast.amara.email)
    assert "could not be saved" in client.get("/learn/").content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"question": "nothing", "answer": ["x"]},
        {"question": "x" * 500, "answer": ["x"]},
        {"question": "q", "answer": ["x"] * 500},
        {"question": "q", "answer": ["x" * 700]},
        {"question": "q", "answer." + "x" * 100: ["x"]},
    ],
)
def test_tampered_answers_get_a_sentence_and_lose_nothing(cast, attempt, client_of, data):
    client = client_of(cast.amara)
    client.post(page_of(attempt), body(attempt))
    response = client.post(page_of(attempt), {"sequence": 2, "nonce": "n", **data})
    assert response.status_code == 400
    assert "paper" in response.content.decode() or "answer" in response.content.decode()
    assert Answer.objects.get().response == right_picks(attempt.paper[0])


UNNUMBERED = [
    {},
    {"sequence": "2"},
    {"nonce": "n"},
    {"sequence": "0", "nonce": "n"},
    {"sequence": "-3", "nonce": "n"},
    {"sequence": "9" * 30, "nonce": "n"},
    {"sequence": "NaN", "nonce": "n"},
    {"sequence": "2", "nonce": ""},
    {"sequence": "2", "nonce": "n" * 65},
    {"sequence": "2", "nonce": "n\x00"},
]


@pytest.mark.parametrize("fields", UNNUMBERED, ids=str)
def test_a_save_that_no_page_of_ours_sends_is_refused_and_loses_nothing(
    cast, attempt, client_of, fields
):
    client = client_of(cast.amara)
    client.post(page_of(attempt), body(attempt))
    q = attempt.paper[0]
    response = client.post(page_of(attempt), {"question": q["id"], "answer": [], **fields})
    assert response.status_code == 400
    assert "Load this page again" in response.content.decode()
    assert Answer.objects.get().response == right_picks(q)


def hidden(html: str) -> dict[str, str]:
    """The sequence and the nonce in the form of a page."""
    return dict(re.findall(r'name="(sequence|nonce)" value="([^"]+)"', html))


def test_each_page_carries_the_number_of_the_next_change_and_a_nonce_of_its_own(
    cast, attempt, client_of
):
    client = client_of(cast.amara)
    first = hidden(client.get(page_of(attempt)).content.decode())
    second = hidden(client.get(page_of(attempt)).content.decode())
    assert (first["sequence"], second["sequence"]) == ("1", "1")
    assert first["nonce"] != second["nonce"]
    client.post(page_of(attempt), body(attempt, **first))
    assert hidden(client.get(page_of(attempt)).content.decode())["sequence"] == "2"


def test_the_same_form_sent_twice_is_saved_once(cast, attempt, client_of):
    client, form = client_of(cast.amara), body(attempt, go_to="next")
    replies = [client.post(page_of(attempt), form) for _twice in range(2)]
    assert [reply.url for reply in replies] == [page_of(attempt, 2)] * 2
    assert Answer.objects.get().sequence == 1


def test_a_page_loaded_before_a_newer_answer_overwrites_nothing_and_says_so(
    cast, attempt, client_of
):
    client, q = client_of(cast.amara), attempt.paper[0]
    old = body(attempt, picks=wrong_picks(q))
    give_answer(cast.amara, attempt.pk, q["id"], right_picks(q))
    response = client.post(page_of(attempt), old)
    html = response.content.decode()
    assert response.status_code == 409
    assert "You answered this question elsewhere since." in html
    assert re.search(rf'value="{right_picks(q)[0]}" checked', html)
    assert hidden(html)["sequence"] == "2"
    assert Answer.objects.get().response == right_picks(q)
    # Answering again on that page counts.
    again = client.post(page_of(attempt), {**old, **hidden(html)})
    assert again.status_code == 302
    assert Answer.objects.get().response == wrong_picks(q)


def test_going_on_without_a_change_saves_nothing_and_meets_no_newer_answer(
    cast, attempt, client_of
):
    """Somebody who only leafs through in another tab is told of no conflict."""
    client, q = client_of(cast.amara), attempt.paper[1]
    give_answer(cast.amara, attempt.pk, q["id"], right_picks(q))
    html = client.get(page_of(attempt, 2)).content.decode()
    was = unescape(re.search(r'name="was" value="([^"]*)"', html)[1])
    form = body(attempt, 2, **hidden(html), was=was, go_to="1")
    kept = give_answer(cast.amara, attempt.pk, q["id"], wrong_picks(q))
    assert client.post(page_of(attempt, 2), form).url == page_of(attempt, 1)
    assert Answer.objects.get() == kept
    assert Answer.objects.get().sequence == 2
    changed = client.post(page_of(attempt, 2), {**form, "answer": []})
    assert changed.status_code == 409


def test_the_script_is_told_the_newer_answer(cast, attempt, client_of):
    q = attempt.paper[0]
    old = body(attempt, picks=wrong_picks(q))
    kept = give_answer(cast.amara, attempt.pk, q["id"], right_picks(q))
    response = client_of(cast.amara).post(
        page_of(attempt), old, headers={"Accept": "application/json"}
    )
    told = response.json()
    assert (response.status_code, told["code"]) == (409, "answered-elsewhere")
    assert (told["fields"], told["sequence"]) == (
        {"answer": kept.response, "certainty": []},
        kept.sequence,
    )
    assert "elsewhere" in told["sentence"]
    assert "nonce" not in told


def test_an_answer_given_elsewhere_while_signed_out_is_not_overwritten_by_the_kept_one(
    cast, attempt
):
    client, q = Client(), attempt.paper[0]
    client.post(page_of(attempt), body(attempt, picks=wrong_picks(q)))
    give_answer(cast.amara, attempt.pk, q["id"], right_picks(q))
    sign_in(client, cast.amara.email)
    assert Answer.objects.get().response == right_picks(q)
    assert "answered elsewhere since" in client.get("/learn/").content.decode()


def test_the_tag_of_a_person_tells_nobody_who_they_are(world, cast, attempt, client_of):
    html = client_of(cast.amara).get(page_of(attempt)).content.decode()
    tag = re.search(r'data-person="([0-9a-f]{32})"', html)[1]
    assert tag == person_tag(cast.amara) != person_tag(cast.bruno)
    other = start_attempt(cast.bruno, world.quiz, world.outline)
    theirs = client_of(cast.bruno).get(page_of(other)).content.decode()
    assert tag not in theirs


def test_extra_fields_forge_nothing(cast, attempt, client_of):
    forged = {"score": "100", "passed": "1", "right": "1", "state": "handed-in", "user": "1"}
    client_of(cast.amara).post(page_of(attempt), body(attempt, picks=[], **forged))
    client_of(cast.amara).post(reverse("courses:hand_in", args=[attempt.pk]), forged)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (0, False)


@pytest.mark.parametrize("name", ["attempt", "question", "hand_in"])
def test_a_foreign_try_does_not_exist(cast, attempt, client_of, name):
    args = [attempt.pk, 1] if name == "question" else [attempt.pk]
    for person in cast.everybody:
        status = 200 if person == cast.amara else 404
        response = client_of(person).get(reverse(f"courses:{name}", args=args), follow=True)
        assert response.status_code == status, person
        if person != cast.amara:
            posted = client_of(person).post(reverse(f"courses:{name}", args=args), body(attempt))
            assert posted.status_code in (404, 405), person
    attempt.refresh_from_db()
    assert (attempt.state, attempt.answers.count()) == ("open", 0)


def test_a_number_that_is_not_on_the_paper_gets_a_sentence(cast, attempt, client_of):
    for number in (0, 99):
        assert client_of(cast.amara).get(page_of(attempt, number)).status_code == 400


def test_saving_takes_at_most_five_queries(cast, attempt, client_of, statements):
    client = client_of(cast.amara)
    client.get(page_of(attempt))
    form = body(attempt)
    with statements() as first:
        client.post(page_of(attempt), form)
    form = body(attempt, picks=[])
    with statements() as again:
        client.post(page_of(attempt), form)
    assert max(first.count, again.count) <= 5, first.sql


def test_a_question_page_costs_the_same_with_two_and_with_twenty_questions(
    world, cast, client_of, statements
):
    from courses.models import QuizPage
    from tests.world import question, stream

    def cost():
        attempt = start_attempt(cast.amara, world.quiz, world.outline)
        client = client_of(cast.amara)
        client.get(page_of(attempt))
        with statements() as s:
            client.get(page_of(attempt))
        hand_in(cast.amara, attempt.pk)
        return s.count

    small = cost()
    many = [question(f"Question {n}?", ["Yes"], ["No"]) for n in range(20)]
    world.quiz.questions = stream(QuizPage, "questions", many)
    world.quiz = publish(world.quiz)
    assert cost() == small


def test_handing_in_twenty_questions_takes_at_most_twelve_queries(
    world, cast, client_of, statements
):
    from courses.models import QuizPage
    from tests.world import question, stream

    many = [question(f"Question {n}?", ["Yes"], ["No"]) for n in range(20)]
    world.quiz.questions = stream(QuizPage, "questions", many)
    world.quiz = publish(world.quiz)
    attempt = start_attempt(cast.amara, world.quiz, world.outline)
    for q in attempt.paper:
        give_answer(cast.amara, attempt.pk, q["id"], right_picks(q))
    client = client_of(cast.amara)
    with statements() as s:
        client.post(reverse("courses:hand_in", args=[attempt.pk]))
    attempt.refresh_from_db()
    assert attempt.passed
    assert s.count <= 12, s.sql
