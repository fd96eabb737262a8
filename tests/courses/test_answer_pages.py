"""The pages of a try: nothing told early, nothing lost when the sign-in has expired."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions import hand_in, save_answer, start_attempt
from courses.models import Answer, Attempt
from tests.world import PASSWORD, REASON, publish, right_picks, wrong_picks


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
    return {"question": q["id"], "pick": right_picks(q) if picks is None else picks, **more}


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
    keys = [choice["key"] for q in attempt.paper for choice in q["choices"]]
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
        save_answer(cast.amara, attempt.pk, q["id"], wrong_picks(q))
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
        page_of(attempt), body(attempt, nonce="abc"), headers={"Accept": "application/json"}
    )
    assert response.json()["nonce"] == "abc"


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
    assert Answer.objects.get().picks == right_picks(attempt.paper[0])
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
    assert Answer.objects.get(question_id=q["id"]).picks == right_picks(q)
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
        {"question": "nothing", "pick": ["x"]},
        {"question": "x" * 500, "pick": ["x"]},
        {"question": "q", "pick": ["x"] * 500},
        {"question": "q", "pick": ["x" * 500]},
    ],
)
def test_tampered_answers_get_a_sentence_and_lose_nothing(cast, attempt, client_of, data):
    client = client_of(cast.amara)
    client.post(page_of(attempt), body(attempt))
    response = client.post(page_of(attempt), data)
    assert response.status_code == 400
    assert "paper" in response.content.decode() or "answer" in response.content.decode()
    assert Answer.objects.get().picks == right_picks(attempt.paper[0])


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
    with statements() as first:
        client.post(page_of(attempt), body(attempt))
    with statements() as again:
        client.post(page_of(attempt), body(attempt, picks=[]))
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
        save_answer(cast.amara, attempt.pk, q["id"], right_picks(q))
    client = client_of(cast.amara)
    with statements() as s:
        client.post(reverse("courses:hand_in", args=[attempt.pk]))
    attempt.refresh_from_db()
    assert attempt.passed
    assert s.count <= 12, s.sql
