"""The real migrations, once: a new database is made by them and a site is set up on it."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = [pytest.mark.migrations, pytest.mark.django_db]


def test_every_migration_was_carried_out():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_a_site_made_by_migrations_has_one_home_page_and_our_groups_only():
    from django.contrib.auth.models import Group
    from wagtail.models import Site

    call_command("setup_site", verbosity=0)
    assert Site.objects.get().root_page.specific_class.__name__ == "HomePage"
    names = set(Group.objects.values_list("name", flat=True))
    assert names == {"instructors", "historians", "editors", "coordinators"}
