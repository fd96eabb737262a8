"""The States that the list of States and territories begins with.

`data/territories.csv` holds the 193 Member States of the United Nations and four other States of
its terminology database (Cook Islands, Holy See, Niue, State of Palestine) with their short names
in English, French, Spanish and Arabic and their geographical region. It was taken from the
Countries & Territories Taxonomy that the United Nations Office for the Coordination of
Humanitarian Affairs keeps and publishes in the package hdx-python-country (4.2.5, MIT licence), as
read on 25 November 2026: rows that appear in UNTERM; members are those on the list of the
Department for General Assembly and Conference Management. Other territories, with the footnotes
that their labels need, are added by coordinators.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from lms.accounts.models import Territory

FILE = Path(__file__).parent / "data" / "territories.csv"
_LANGUAGES = ("fr", "es", "ar")


def _rows() -> Iterator[Territory]:
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Territory(
                code=row["code"],
                label=row["label"],
                labels={language: row[language] for language in _LANGUAGES},
                region=row["region"],
                subregion=row["subregion"],
                is_member_state=row["member"] == "yes",
            )


@transaction.atomic
def load_territories() -> int:
    """Add the States that are missing; what staff changed is left as it is. Returns how many."""
    known = set(Territory.objects.values_list("code", flat=True))
    labels = set(Territory.objects.values_list("label", flat=True))
    missing = [row for row in _rows() if row.code not in known and row.label not in labels]
    return len(Territory.objects.bulk_create(missing))
