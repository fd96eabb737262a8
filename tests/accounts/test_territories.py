"""The list of States begins with the Member States and never undoes what staff changed."""

import csv

from django.utils import translation

from lms.accounts.models import Territory
from lms.accounts.territories import FILE, load_territories


def test_the_file_names_193_member_states_once_each_in_four_languages():
    rows = list(csv.DictReader(FILE.open(encoding="utf-8", newline="")))
    assert sum(row["member"] == "yes" for row in rows) == 193
    assert len({row["code"] for row in rows}) == len({row["label"] for row in rows}) == len(rows)
    assert all(row[name] for row in rows for name in ("label", "fr", "es", "ar", "region"))


def test_a_site_begins_with_them(world):
    assert Territory.objects.filter(is_member_state=True).count() == 193
    assert Territory.objects.get(code="TR").label == "Türkiye"
    assert not Territory.objects.get(code="VA").is_member_state


def test_the_label_speaks_the_readers_language(world):
    ghana = Territory.objects.get(code="DE")
    with translation.override("fr"):
        assert str(ghana) == "Allemagne"
    with translation.override("pt"):
        assert str(ghana) == "Germany"


def test_what_staff_changed_stays_and_what_they_added_too(world):
    Territory.objects.filter(code="GH").update(label="Ghana (changed)")
    Territory.objects.filter(code="PL").delete()
    Territory.objects.create(code="XX-1", label="A territory*", footnote="* A footnote.")
    assert load_territories() == 1
    assert load_territories() == 0
    assert Territory.objects.get(code="GH").label == "Ghana (changed)"
    assert Territory.objects.filter(code="PL").exists()
