"""People: who they are, how they sign in, what staff may do, and when one may be deleted."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    ModelLogEntry,
    Page,
)

from courses.models import Enrolment, Grant
from lms.accounts.actions import delete_person, update_profile
from lms.accounts.errors import DeletingOneself, PersonHasRecords
from lms.accounts.models import User
from lms.accounts.roles import COORDINATORS, EDITORS, INSTRUCTORS, ROLES
from lms.portal.setup import set_up_site
from tests.world import PASSWORD

# --- the address --------------------------------------------------------------------------------


def test_an_address_is_kept_in_lower_case(db):
    made = User.objects.create_user("Nadia.HASSAN@Example.ORG", PASSWORD)
    assert made.email == "nadia.hassan@example.org"
    assert User.objects.get_by_natural_key("NADIA.Hassan@example.org") == made


def test_a_form_folds_the_address_too(db):
    person = User(email="Nadia@Example.ORG", password="unusable")
    person.full_clean()
    assert person.email == "nadia@example.org"


def test_one_address_in_two_spellings_is_refused_with_a_sentence(cast):
    with pytest.raises(ValidationError, match="(?i)e-mail address"):
        User(email="AMARA@example.org", password="unusable").full_clean()


def test_the_database_itself_refuses_a_second_spelling(cast):
    """Imports and scripts do not call full_clean."""
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="Amara@Example.org")])
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=cast.bruno.pk).update(email="AMARA@EXAMPLE.ORG")


@pytest.mark.parametrize("address", ["amara@example.org", "Amara@EXAMPLE.org"])
def test_whoever_types_the_address_in_another_case_signs_in(cast, address):
    client = Client()
    answer = client.post("/accounts/login/", {"login": address, "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.url == "/learn/"
    assert client.session["_auth_user_id"] == str(cast.amara.pk)


# --- the time zone ------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["Europe/Warsaw", "Africa/Accra", "UTC", "Asia/Kathmandu"])
def test_a_time_zone_of_the_database_is_accepted(zone):
    User(email="a@example.org", password="x", time_zone=zone).clean_fields()


@pytest.mark.parametrize(
    "zone", ["Warsaw", "GMT+25", "../../etc/passwd", "Europe/Atlantis", "CET "]
)
def test_any_other_word_is_refused_with_an_example(zone):
    with pytest.raises(ValidationError) as caught:
        User(email="a@example.org", password="x", time_zone=zone).clean_fields()
    assert caught.value.message_dict["time_zone"] == [
        f"“{zone}” is not a time zone. Write it like Europe/Warsaw or Africa/Accra."
    ]


def test_a_time_zone_that_has_gone_does_not_break_a_page(cast, client_of):
    """Zones are renamed and removed; the row stays."""
    User.objects.filter(pk=cast.amara.pk).update(time_zone="Europe/Atlantis")
    assert client_of(cast.amara).get("/accounts/me/").status_code == 200


# --- what a person may change about themselves --------------------------------------------------


def profile(**more) -> dict[str, str]:
    """What the form sends."""
    return {
        "printed_name": "Amara N.",
        "preferred_language": "en",
        "time_zone": "Africa/Accra",
        **more,
    }


def test_a_person_changes_name_language_and_time_zone(cast, client_of):
    client = client_of(cast.amara)
    shown = client.get("/accounts/me/").content.decode()
    assert cast.amara.printed_name in shown
    assert cast.amara.email in shown
    answer = client.post("/accounts/me/", profile(printed_name="  Amara \t Ngũgĩ  "), follow=True)
    assert "Your account was changed." in answer.content.decode()
    cast.amara.refresh_from_db()
    assert (cast.amara.printed_name, cast.amara.time_zone) == ("Amara Ngũgĩ", "Africa/Accra")


@pytest.mark.parametrize(
    ("field", "value"),
    [("time_zone", "Europe/Atlantis"), ("preferred_language", "xx"), ("printed_name", "A" * 151)],
)
def test_a_value_that_cannot_be_is_refused_beside_its_field(cast, client_of, field, value):
    client = client_of(cast.amara)
    before = User.objects.filter(pk=cast.amara.pk).values().get()
    answer = client.post("/accounts/me/", profile(**{field: value}))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert User.objects.filter(pk=cast.amara.pk).values().get() == before


def test_a_person_cannot_give_themselves_more_than_the_form_offers(cast, client_of):
    more = profile(is_superuser="on", is_staff="on", email="new@example.org", groups="1")
    client_of(cast.amara).post("/accounts/me/", more)
    cast.amara.refresh_from_db()
    assert (cast.amara.printed_name, cast.amara.email) == ("Amara N.", "amara@example.org")
    assert not cast.amara.is_superuser
    assert not cast.amara.is_staff
    assert not cast.amara.groups.exists()


def test_the_verb_writes_only_what_it_is_given(cast):
    """Two windows: what the other one wrote meanwhile stays."""
    stale = User.objects.get(pk=cast.amara.pk)
    User.objects.filter(pk=cast.amara.pk).update(is_active=False)
    update_profile(stale, printed_name="Amara N.", preferred_language="en", time_zone="UTC")
    cast.amara.refresh_from_db()
    assert not cast.amara.is_active


def test_an_account_page_is_for_those_who_are_signed_in(db):
    answer = Client().get("/accounts/me/")
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/accounts/me/"


# --- deleting -----------------------------------------------------------------------------------


def test_a_person_without_records_is_deleted_and_the_log_says_by_whom(cast):
    key = str(cast.chandra.pk)
    delete_person(cast.chandra, by=cast.admin)
    assert not User.objects.filter(email="chandra@example.org").exists()
    entry = ModelLogEntry.objects.get(object_id=key, action="wagtail.delete")
    assert (entry.user, entry.deleted) == (cast.admin, True)


def test_a_person_with_records_is_not_deleted(cast):
    before = (
        list(User.objects.order_by("pk").values()),
        list(Enrolment.objects.order_by("pk").values()),
        list(Grant.objects.order_by("pk").values()),
        ModelLogEntry.objects.count(),
    )
    with pytest.raises(PersonHasRecords, match="records of learning, so they cannot be deleted"):
        delete_person(cast.amara, by=cast.admin)
    after = (
        list(User.objects.order_by("pk").values()),
        list(Enrolment.objects.order_by("pk").values()),
        list(Grant.objects.order_by("pk").values()),
        ModelLogEntry.objects.count(),
    )
    assert after == before


def test_nobody_deletes_the_account_they_are_using(cast):
    with pytest.raises(DeletingOneself, match="signed in with this account"):
        delete_person(cast.admin, by=cast.admin)
    assert User.objects.filter(pk=cast.admin.pk).exists()


def test_refusals_have_codes_for_machines():
    assert (PersonHasRecords.code, DeletingOneself.code) == (
        "person-has-records",
        "deleting-oneself",
    )


def address(view: str, person: User) -> str:
    """A page of the CMS about a person."""
    return reverse(f"wagtailusers_users:{view}", args=[person.pk])


def test_in_the_cms_the_refusal_is_a_sentence(cast, client_of):
    client = client_of(cast.admin)
    assert client.get(address("delete", cast.amara)).status_code == 200
    answer = client.post(address("delete", cast.amara), follow=True)
    assert answer.redirect_chain == [(address("edit", cast.amara), 302)]
    assert answer.status_code == 200
    assert "records of learning, so they cannot be deleted" in answer.content.decode()
    assert User.objects.filter(pk=cast.amara.pk).exists()


def test_in_the_cms_a_person_without_records_is_deleted(cast, client_of):
    answer = client_of(cast.admin).post(address("delete", cast.chandra), follow=True)
    assert answer.status_code == 200
    assert not User.objects.filter(pk=cast.chandra.pk).exists()
    entries = ModelLogEntry.objects.filter(
        object_id=str(cast.chandra.pk), action="wagtail.delete", user=cast.admin
    )
    assert entries.count() == 1


@pytest.mark.parametrize("who", ["amara", "instructor", "editor", "coordinator"])
def test_only_administrators_delete_people(cast, client_of, who):
    client_of(getattr(cast, who)).post(address("delete", cast.chandra))
    assert User.objects.filter(pk=cast.chandra.pk).exists()


def bulk(action: str, *people: User) -> str:
    """The address of an act on several people at once."""
    chosen = "&".join(f"id={person.pk}" for person in people)
    return reverse("wagtail_bulk_action", args=["accounts", "user", action]) + f"?{chosen}"


def test_deleting_several_at_once_refuses_those_with_records(cast, client_of):
    client = client_of(cast.admin)
    client.raise_request_exception = False
    answer = client.post(bulk("delete", cast.amara, cast.chandra), follow=True)
    assert answer.status_code != 500
    assert User.objects.filter(pk=cast.amara.pk).exists()


# --- the CMS's list and forms -------------------------------------------------------------------


def new_person(**more) -> dict[str, object]:
    """What the CMS's form for a person sends."""
    return {
        "email": "Nadia@Example.org",
        "printed_name": "Nadia Hassan",
        "preferred_language": "en",
        "password1": "",
        "password2": "",
        **more,
    }


@pytest.mark.parametrize("who", ["coordinator", "admin"])
@pytest.mark.parametrize(
    "query", ["", "?q=amara", "?q=Łukasiewicz", "?ordering=name", "?ordering=-name"]
)
def test_the_list_of_people_opens_and_is_searched(cast, client_of, who, query):
    answer = client_of(getattr(cast, who)).get(reverse("wagtailusers_users:index") + query)
    assert answer.status_code == 200
    assert "Łukasiewicz" in answer.content.decode()


def test_a_coordinator_adds_a_person_who_sets_a_password_by_mail(cast, client_of):
    client = client_of(cast.coordinator)
    assert client.get(reverse("wagtailusers_users:add")).status_code == 200
    answer = client.post(reverse("wagtailusers_users:add"), new_person())
    assert answer.status_code == 302
    made = User.objects.get(email="nadia@example.org")
    assert made.printed_name == "Nadia Hassan"

    visitor = Client()
    for password in ("", " "):
        visitor.post("/accounts/login/", {"login": made.email, "password": password})
        assert not made.check_password(password)
    assert "_auth_user_id" not in visitor.session
    visitor.post("/accounts/password/reset/", {"email": "nadia@example.org"})
    (letter,) = mail.outbox
    assert letter.to == ["nadia@example.org"]
    path = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", letter.body)[1]
    form = visitor.get(path, follow=True)
    sent = {"password1": PASSWORD, "password2": PASSWORD}
    visitor.post(form.request["PATH_INFO"], sent, follow=True)
    made.refresh_from_db()
    assert made.check_password(PASSWORD)


def test_a_person_without_a_password_has_no_usable_one(cast, client_of):
    """An empty text in the column would count as a password that is set."""
    client_of(cast.coordinator).post(reverse("wagtailusers_users:add"), new_person())
    assert not User.objects.get(email="nadia@example.org").has_usable_password()


def test_a_second_spelling_is_a_sentence_in_the_cms(cast, client_of):
    sent = new_person(email="AMARA@example.org")
    answer = client_of(cast.coordinator).post(reverse("wagtailusers_users:add"), sent)
    assert answer.status_code == 200
    assert "Another person has this e-mail address." in answer.content.decode()


def test_a_coordinator_makes_no_administrators(cast, client_of):
    """Otherwise whoever may invite may do everything."""
    client = client_of(cast.coordinator)
    client.post(reverse("wagtailusers_users:add"), new_person(is_superuser="on"))
    client.post(
        address("edit", cast.chandra),
        new_person(email=cast.chandra.email, is_active="on", is_superuser="on"),
    )
    assert list(User.objects.filter(is_superuser=True)) == [cast.admin]


def test_a_coordinator_gives_nobody_rights_that_they_do_not_have(cast, client_of):
    """Nor themselves: an editor publishes, a coordinator does not."""
    client = client_of(cast.coordinator)
    editors = Group.objects.get(name=EDITORS.name).pk
    for person in (cast.chandra, cast.coordinator):
        sent = new_person(email=person.email, is_active="on", groups=[editors])
        client.post(address("edit", person), sent)
        assert not person.groups.filter(pk=editors).exists()


def test_a_coordinator_gives_no_rights_to_several_at_once_either(cast, client_of):
    """The list of people has its own forms for chosen rows."""
    editors = Group.objects.get(name=EDITORS.name)
    sent = {"role": editors.pk}
    client_of(cast.coordinator).post(bulk("assign_role", cast.chandra, cast.coordinator), sent)
    assert set(editors.user_set.all()) == {cast.editor}


def test_a_coordinator_shuts_out_no_administrator(cast, client_of):
    client = client_of(cast.coordinator)
    client.post(bulk("set_active_state", cast.admin), {"mark_as_active": "False"})
    cast.admin.refresh_from_db()
    assert cast.admin.is_active
    client.post(address("edit", cast.admin), new_person(email=cast.admin.email))
    cast.admin.refresh_from_db()
    assert cast.admin.is_active


def test_a_coordinator_does_not_take_over_an_administrators_account(cast, client_of):
    sent = new_person(
        email="taken@example.org",
        is_active="on",
        password1="a-pass-phrase-of-theirs",
        password2="a-pass-phrase-of-theirs",
    )
    client_of(cast.coordinator).post(address("edit", cast.admin), sent)
    cast.admin.refresh_from_db()
    assert (cast.admin.email, cast.admin.printed_name) == ("admin@example.org", "Ada Admin")
    assert cast.admin.check_password(PASSWORD)
    assert cast.admin.is_superuser


def test_a_coordinator_does_not_become_an_editor_by_way_of_their_address(cast, client_of):
    """A new address and a letter for a new password would be enough."""
    sent = new_person(email="mine@example.org", is_active="on")
    client_of(cast.coordinator).post(address("edit", cast.editor), sent)
    cast.editor.refresh_from_db()
    assert cast.editor.email == "editor@example.org"
    assert cast.editor.is_active


def test_a_coordinator_corrects_the_name_and_address_of_a_learner(cast, client_of):
    sent = new_person(email="amara.new@example.org", printed_name="Amara N.", is_active="on")
    answer = client_of(cast.coordinator).post(address("edit", cast.amara), sent)
    assert answer.status_code == 302
    cast.amara.refresh_from_db()
    assert (cast.amara.email, cast.amara.printed_name) == ("amara.new@example.org", "Amara N.")
    assert cast.amara.is_active
    assert cast.amara.check_password(PASSWORD)


def test_a_coordinator_sets_nobodys_password(cast, client_of):
    sent = new_person(
        email=cast.amara.email,
        is_active="on",
        password1="a-pass-phrase-of-theirs",
        password2="a-pass-phrase-of-theirs",
    )
    client_of(cast.coordinator).post(address("edit", cast.amara), sent)
    cast.amara.refresh_from_db()
    assert cast.amara.check_password(PASSWORD)


def test_a_coordinators_correction_of_a_name_leaves_the_groups(cast, client_of):
    """A form without the boxes for groups must not empty them."""
    editors = Group.objects.get(name=EDITORS.name)
    sent = new_person(email=cast.editor.email, is_active="on", groups=[editors.pk])
    client_of(cast.coordinator).post(address("edit", cast.editor), sent)
    assert list(cast.editor.groups.all()) == [editors]


def test_an_administrator_gives_groups(cast, client_of):
    instructors = Group.objects.get(name=INSTRUCTORS.name)
    sent = new_person(email=cast.chandra.email, is_active="on", groups=[instructors.pk])
    answer = client_of(cast.admin).post(address("edit", cast.chandra), sent)
    assert answer.status_code == 302
    assert list(cast.chandra.groups.all()) == [instructors]


# --- doors --------------------------------------------------------------------------------------


def test_nobody_makes_an_account_alone(db):
    client = Client()
    answer = client.get("/accounts/signup/")
    assert answer.status_code == 200
    assert "Accounts are opened by invitation" in answer.content.decode()
    before = User.objects.count()
    sent = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post("/accounts/signup/", sent)
    assert "Accounts are opened by invitation" in answer.content.decode()
    assert User.objects.count() == before
    assert "_auth_user_id" not in client.session


def test_the_cms_leads_to_the_one_sign_in(db):
    answer = Client().get("/cms/login/?next=/cms/pages/")
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/cms/pages/"
    answer = Client().get("/cms/")
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize("names", [("username", "password"), ("email", "password")])
def test_the_cms_own_door_lets_nobody_in(cast, names):
    """It knows no second factor."""
    client = Client()
    client.post("/cms/login/", dict(zip(names, (cast.admin.email, PASSWORD), strict=True)))
    assert "_auth_user_id" not in client.session
    assert client.get("/cms/").status_code == 302


def test_the_cms_sends_no_password_letters(cast):
    answer = Client().post("/cms/password_reset/", {"email": cast.admin.email})
    assert answer.status_code == 302
    assert answer.url == "/accounts/password/reset/"
    assert mail.outbox == []


def test_a_wrong_password_and_a_closed_account_sign_nobody_in(cast):
    client = Client()
    wrong = {"login": cast.amara.email, "password": "another-pass-phrase"}
    assert client.post("/accounts/login/", wrong).status_code == 200
    User.objects.filter(pk=cast.amara.pk).update(is_active=False)
    client.post("/accounts/login/", {"login": cast.amara.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("who", "status"),
    [("amara", 403), ("instructor", 200), ("editor", 200), ("coordinator", 200), ("admin", 200)],
)
def test_the_cms_opens_for_staff_only(cast, client_of, who, status):
    assert client_of(getattr(cast, who)).get("/cms/").status_code == status


# --- roles --------------------------------------------------------------------------------------


def held_by(group: Group) -> tuple[set[str], set[tuple[int, str]], set[str]]:
    """A group's permissions: of models, of pages by page, of collections."""
    of_models = {
        f"{p.content_type.app_label}.{p.codename}"
        for p in group.permissions.select_related("content_type")
    }
    of_pages = set(group.page_permissions.values_list("page_id", "permission__codename"))
    of_media = set(group.collection_permissions.values_list("permission__codename", flat=True))
    return of_models, of_pages, of_media


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_a_group_may_do_exactly_what_its_role_says(world, role):
    of_models, of_pages, of_media = held_by(Group.objects.get(name=role.name))
    assert of_models == set(role.models)
    homes = world.home.get_translations(inclusive=True)
    assert of_pages == {(home.pk, codename) for home in homes for codename in role.pages}
    media = {
        name.split(".")[1]
        for name in role.models
        if name.startswith(("wagtailimages.", "wagtaildocs."))
    }
    assert of_media == media


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_setting_up_again_takes_back_what_a_role_does_not_say(world, role):
    """An upgrade that narrows a role must narrow it on every site."""
    group = Group.objects.get(name=role.name)
    wanted = held_by(group)
    everything = [name for other in ROLES for name in other.models]
    for name in everything:
        app, codename = name.split(".")
        permission = Permission.objects.get(content_type__app_label=app, codename=codename)
        group.permissions.add(permission)
        if app in ("wagtailimages", "wagtaildocs"):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=Collection.get_first_root_node(), permission=permission
            )
    for codename in EDITORS.pages:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=codename
        )
        GroupPagePermission.objects.get_or_create(
            group=group, page=Page.objects.get(pk=world.home.pk), permission=permission
        )
    set_up_site()
    assert held_by(group) == wanted


def test_an_instructor_writes_and_submits_and_an_editor_publishes(world, cast):
    for page in (world.lesson, world.quiz, world.course):
        instructor = page.permissions_for_user(cast.instructor)
        editor = page.permissions_for_user(cast.editor)
        assert instructor.can_edit()
        assert instructor.can_submit_for_moderation()
        assert not instructor.can_publish()
        assert not instructor.can_unpublish()
        assert editor.can_edit()
        assert editor.can_publish()
        assert editor.can_unpublish()
        for outsider in (cast.amara, cast.coordinator):
            assert not page.permissions_for_user(outsider).can_edit()


def test_staff_may_work_in_a_language_that_a_translator_opens(world, cast):
    spanish = world.home.copy_for_translation(Locale.objects.get(language_code="es"))
    assert spanish.permissions_for_user(cast.instructor).can_edit()
    assert not spanish.permissions_for_user(cast.instructor).can_publish()
    assert spanish.permissions_for_user(cast.editor).can_publish()
    assert spanish.get_workflow() == world.home.get_workflow()


def test_what_is_submitted_is_read_by_a_historian_and_then_approved_by_an_editor(world):
    tasks = world.lesson.get_workflow().tasks
    assert [list(task.specific.groups.values_list("name", flat=True)) for task in tasks] == [
        ["historians"],
        ["editors"],
    ]


def test_a_historian_opens_what_waits_for_them_and_nothing_else(world, cast, client_of):
    address = reverse("wagtailadmin_pages:edit", args=[world.lesson.pk])
    assert client_of(cast.historian).get(address).status_code == 302
    world.lesson.save_revision()
    world.lesson.get_workflow().start(world.lesson, cast.instructor)
    assert client_of(cast.historian).get(address).status_code == 200
    other = reverse("wagtailadmin_pages:edit", args=[world.last.pk])
    assert client_of(cast.historian).get(other).status_code == 302


def test_an_instructor_who_posts_publish_publishes_nothing(world, cast, client_of):
    """The button is not there; a hand-made request must not do it either."""
    before = Page.objects.get(pk=world.first.pk)
    sent = {
        "title": "Published by an instructor",
        "slug": "first",
        "summary": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "action-publish",
    }
    client_of(cast.instructor).post(reverse("wagtailadmin_pages:edit", args=[world.first.pk]), sent)
    assert Page.objects.get(pk=world.first.pk).title == before.title
    answer = client_of(cast.editor).post(
        reverse("wagtailadmin_pages:edit", args=[world.first.pk]),
        {**sent, "title": "Published by an editor"},
    )
    assert answer.status_code == 302
    assert Page.objects.get(pk=world.first.pk).title == "Published by an editor"


def test_coordinators_do_not_delete_people_and_only_editors_publish_questions():
    assert "accounts.delete_user" not in COORDINATORS.models
    assert "courses.publish_question" in EDITORS.models
    assert "courses.publish_question" not in INSTRUCTORS.models


def test_the_act_of_deleting_is_known_to_the_log(db):
    assert registry.action_exists("wagtail.delete")
