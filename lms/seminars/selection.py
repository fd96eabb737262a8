"""The screen of the selection: who is proposed, and the balance among them. Read only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db.models import F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lms.accounts.models import Institution, Territory
from lms.seminars.models import Edition, Participation
from lms.seminars.transitions import HOLDS_A_SEAT, SEATED_ROLES, Role, State

# “20-25 officials from 15 or more States”: programme.md, A.1.
LEAST_STATES = 15
# A person without a State, or an institution without a kind.
UNSAID = "-"


@dataclass(frozen=True)
class Wish:
    """Which people to show; empty means all."""

    state: str = ""
    role: str = ""
    region: str = ""
    territory: str = ""
    kind: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether everybody is shown."""
        return not any(getattr(self, field.name) for field in fields(self))


_PATHS = {
    "state": "state",
    "role": "role",
    "region": "user__territory__region",
    "territory": "user__territory",
    "kind": "user__institution__kind",
}


def people_shown(edition: Edition, wish: Wish) -> QuerySet[Participation]:
    """The people of an edition that are wished for, by name."""
    rows = edition.participations.with_people()
    for name, path in _PATHS.items():
        value = getattr(wish, name)
        if value == UNSAID:
            rows = rows.filter(**{f"{path}__isnull": True})
        elif value:
            rows = rows.filter(**{path: value})
    return rows.order_by("user__printed_name", "user__email", "pk")


def in_turn(rows: QuerySet[Participation]) -> QuerySet[Participation]:
    """In the order in which a decision on several is carried out: who waits longest is first."""
    return rows.order_by(F("waiting_since").asc(nulls_last=True), "created_at", "pk")


@dataclass(frozen=True)
class Share:
    """One line of the balance: how many hold a seat, and how many are proposed."""

    label: str | Promise
    seated: int
    proposed: int


@dataclass(frozen=True)
class Balance:
    """How seats, and all who are proposed for one, are spread."""

    regions: list[Share]
    territories: list[Share]
    kinds: list[Share]
    seated: int
    proposed: int
    states_seated: int
    states_proposed: int
    by_state: Counter[str]
    known: list[Territory]

    @property
    def is_wide(self) -> bool:
        """Whether the seats are spread over as many States as the programme asks for."""
        return self.states_seated >= LEAST_STATES

    @property
    def footnotes(self) -> list[str]:
        """What is printed wherever those labels stand."""
        return sorted({place.footnote for place in self.known if place.footnote})


def balance_of(edition: Edition) -> Balance:
    """The balance of an edition: two queries, whatever the number of people.

    Only those who take a seat are counted in it; fellows, instructors and others take none.
    """
    rows = list(
        edition.participations.values_list(
            "role", "state", "user__territory", "user__institution__kind"
        )
    )
    places = Territory.objects.in_bulk({row[2] for row in rows if row[2]})
    proposed = [row for row in rows if row[0] in SEATED_ROLES]
    seated = [row for row in proposed if row[1] in HOLDS_A_SEAT]

    def region(row: tuple) -> str:
        return places[row[2]].region if row[2] else ""

    def territory(row: tuple) -> str:
        return str(places[row[2]]) if row[2] else ""

    def kind(row: tuple) -> str:
        return str(Institution.Kind(row[3]).label) if row[3] else ""

    return Balance(
        regions=_shares(map(region, seated), map(region, proposed)),
        territories=_shares(map(territory, seated), map(territory, proposed)),
        kinds=_shares(map(kind, seated), map(kind, proposed)),
        seated=len(seated),
        proposed=len(proposed),
        states_seated=len({row[2] for row in seated if row[2]}),
        states_proposed=len({row[2] for row in proposed if row[2]}),
        by_state=Counter(row[1] for row in rows),
        known=sorted(places.values(), key=str),
    )


def _shares(seated: Iterable[str], proposed: Iterable[str]) -> list[Share]:
    """Most seats first; what was not said comes last."""
    held, all_of = Counter(seated), Counter(proposed)
    labels = sorted(all_of, key=lambda label: (not label, -held[label], -all_of[label], label))
    return [Share(label or _("Not said"), held[label], all_of[label]) for label in labels]


def choices_of(balance: Balance) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen in each filter: only what somebody of the edition has."""
    regions = sorted({place.region for place in balance.known if place.region})
    unsaid = (UNSAID, _("Not said"))
    states = [
        (state.value, f"{state.label} ({balance.by_state[state]})")
        for state in State
        if balance.by_state[state]
    ]
    return {
        "state": states,
        "role": list(Role.choices),
        "region": [(region, region) for region in regions],
        "territory": [*((str(p.pk), str(p)) for p in balance.known), unsaid],
        "kind": [*Institution.Kind.choices, unsaid],
    }
