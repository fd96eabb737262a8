"""The list of certificates: found by what staff know, in as many queries for 1 as for 10."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.actions import issue_certificate, print_certificate, revoke_certificate
from courses.models import Certificate
from lms.accounts.models import Territory
from tests.courses.test_certificate_verbs import subject

Kind, State = Certificate.Kind, Certificate.State
INDEX = "courses_certificate:index"


@pytest.fixture
def amaras(world, cast) -> Certificate:
    """Of a seminar, printed."""
    made = issue_certificate(cast.amara, Kind.PARTICIPATION, subject(), by=cast.coordinator)
    return print_certificate(made.pk)


@pytest.fixture
def brunos(world, cast) -> Certificate:
    """For helping to teach another one, revoked before it was printed."""
    made = issue_certificate(cast.bruno, Kind.FACILITATION, subject(), by=cast.coordinator)
    return revoke_certificate(made.pk, by=cast.coordinator, reason="an error")


@pytest.fixture
def listed(client_of, cast, amaras, brunos):
    """The numbers of the page, for a query."""
    client = client_of(cast.coordinator)

    def ask(**query) -> set[str]:
        response = client.get(reverse(INDEX), query)
        assert response.status_code == 200
        return {one.number for one in response.context["object_list"]}

    return ask


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ({}, "both"),
        ({"state": "valid"}, "amara"),
        ({"state": "revoked"}, "bruno"),
        ({"state": "current"}, "amara"),
        ({"state": "held"}, "none"),
        ({"kind": "facilitation"}, "bruno"),
        ({"printed": "yes"}, "amara"),
        ({"printed": "no"}, "bruno"),
        ({"state": "valid", "printed": "no"}, "none"),
        ({"q": "Łukasiewicz"}, "amara"),
        ({"q": "łukasiewicz"}, "amara"),
        ({"q": "ŁUKASIEWICZ-NGUYỄN"}, "amara"),
        ({"q": "AMARA"}, "amara"),
        ({"q": "ökonomidēs"}, "bruno"),
        ({"q": "lemkin seminar"}, "both"),
        ({"q": "nobody of this name"}, "none"),
        ({"q": "%"}, "none"),
    ],
)
def test_it_is_found_by(listed, amaras, brunos, query, finds):
    expected = {
        "both": {amaras.number, brunos.number},
        "amara": {amaras.number},
        "bruno": {brunos.number},
        "none": set(),
    }
    assert listed(**query) == expected[finds]


def test_by_number_and_by_course_or_seminar(listed, amaras, brunos):
    assert listed(q=amaras.number.lower()) == {amaras.number}
    assert listed(subject=str(brunos.subject_key)) == {brunos.number}


def test_by_the_days_of_issue_the_last_one_counts(listed, amaras, brunos):
    last_year = timezone.now() - timedelta(days=400)
    Certificate.objects.filter(pk=brunos.pk).update(issued_at=last_year)
    today, then = timezone.localdate().isoformat(), timezone.localdate(last_year).isoformat()
    assert listed(issued_from=today, issued_to=today) == {amaras.number}
    assert listed(issued_to=then) == {brunos.number}
    assert listed(issued_from=then) == {amaras.number, brunos.number}


def test_by_the_state_of_the_holder(listed, cast, amaras, brunos):
    ghana = Territory.objects.get(code="GH")
    cast.amara.territory = ghana
    cast.amara.save()
    assert listed(territory=ghana.pk) == {amaras.number}


def test_the_choices_name_each_course_or_seminar_once(client_of, cast, amaras, brunos):
    response = client_of(cast.coordinator).get(reverse(INDEX))
    choices = response.context["filters"].form.fields["subject"].choices
    keys = [str(value) for value, _label in choices if value]
    assert sorted(keys) == sorted([str(amaras.subject_key), str(brunos.subject_key)])


@pytest.mark.parametrize("query", [{}, {"q": "amara"}, {"state": "valid", "kind": "participation"}])
def test_the_list_costs_the_same_with_one_and_with_ten(client_of, cast, amaras, statements, query):
    client = client_of(cast.coordinator)

    def cost(rows: int) -> int:
        client.get(reverse(INDEX), query)
        with statements() as s:
            response = client.get(reverse(INDEX), query)
            assert len(response.context["object_list"]) == rows
        return s.count

    one = cost(1)
    for _n in range(9):
        issue_certificate(cast.amara, Kind.PARTICIPATION, subject(), by=cast.coordinator)
    assert cost(10) == one


def test_what_is_shown_can_be_taken_along_with_the_same_filters(client_of, cast, amaras):
    text = (
        client_of(cast.coordinator).get(reverse(INDEX), {"q": "amara", "p": "1"}).content.decode()
    )
    for kind in ("archive", "table", "workbook"):
        assert f'{reverse(f"courses_certificate:{kind}")}?q=amara"' in text
