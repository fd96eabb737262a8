"""The state machine, state by state, verb by verb, actor by actor, role by role."""

import itertools

import pytest

from lms.seminars.transitions import (
    RULES,
    Actor,
    EditionState,
    Role,
    State,
    Verb,
    edition_may_move,
    outcome,
)

# verb: who may, from which states, to which. Written out anew, not read from the code.
TABLE = {
    "shortlist": ("staff", "nominated", "shortlisted"),
    "accept": ("staff clock", "nominated shortlisted waitlisted", "accepted"),
    "waitlist": ("staff", "nominated shortlisted", "waitlisted"),
    "decline": ("staff", "nominated shortlisted waitlisted accepted", "declined"),
    "confirm": ("person staff", "accepted", "confirmed"),
    "refuse": ("person", "accepted", "declined"),
    "expire": ("clock", "accepted", "declined"),
    "begin": ("staff clock", "confirmed", "active"),
    "complete": ("staff", "confirmed active", "completed"),
    "withdraw": (
        "person staff",
        "nominated shortlisted waitlisted accepted confirmed active",
        "withdrawn",
    ),
    "defer": ("staff", "nominated shortlisted waitlisted accepted confirmed active", "deferred"),
    "reconsider": ("staff", "declined withdrawn deferred", "nominated"),
}
EVERY = list(itertools.product(State.values, Verb.values, Actor.values, Role.values))


def test_the_table_names_every_verb():
    assert set(TABLE) == set(Verb.values) == {verb.value for verb in RULES}


@pytest.mark.parametrize(("state", "verb", "actor", "role"), EVERY)
def test_each_step_is_allowed_or_refused_with_a_sentence(state, verb, actor, role):
    actors, sources, target = TABLE[verb]
    allowed = actor in actors.split() and state in sources.split()
    if verb == "waitlist" and role != "participant":
        allowed = False
    found = outcome(state, verb, actor, role)
    assert found.is_allowed == allowed
    if allowed:
        assert found.target == target
    else:
        assert str(found.why_not).endswith(".")


def test_nothing_that_ended_goes_on_but_by_taking_it_up_again():
    for state in (State.DECLINED, State.WITHDRAWN, State.DEFERRED):
        verbs = {
            v for v in Verb if any(outcome(state, v, a, "participant").is_allowed for a in Actor)
        }
        assert verbs == {Verb.RECONSIDER}


@pytest.mark.parametrize(("state", "to"), itertools.product(EditionState.values, repeat=2))
def test_an_edition_moves_by_one_and_an_archived_one_not_at_all(state, to):
    order = list(EditionState.values)
    near = abs(order.index(state) - order.index(to)) == 1
    assert edition_may_move(state, to) == (near and state != "archived")
