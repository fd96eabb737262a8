"""What staff may do in the CMS: groups with their permissions, and the review workflow.

`lms/accounts/roles.py` holds the data; this applies it. Safe to run again.
"""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from content.models import GlossaryTerm, HomePage
from courses.models import Question
from lms.accounts.roles import EDITORS, HISTORIANS, ROLES, Role

WORKFLOW = "Review before publication"
HISTORIANS_REVIEW = "Review by a historian"
EDITORS_APPROVAL = "Approval by an editor"
_MEDIA = ("wagtailimages.", "wagtaildocs.")
_WAGTAIL_DEFAULTS = ("Moderators", "Editors")


def _permission(name: str) -> Permission:
    app, codename = name.split(".")
    try:
        return Permission.objects.get(content_type__app_label=app, codename=codename)
    except Permission.DoesNotExist:
        raise ImproperlyConfigured(
            f"lms/accounts/roles.py names the permission {name}, which does not exist. "
            "Run “manage.py migrate” first, or correct the name."
        ) from None


def _apply_role(role: Role) -> None:
    group, _created = Group.objects.get_or_create(name=role.name)
    group.permissions.set([_permission(name) for name in role.models])
    media = [name for name in role.models if name.startswith(_MEDIA)]
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    GroupCollectionPermission.objects.filter(group=group, collection=root).exclude(
        permission__in=[_permission(name) for name in media]
    ).delete()
    for name in media:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=_permission(name)
        )


def _apply_role_to_pages(role: Role, home: HomePage) -> None:
    group = Group.objects.get(name=role.name)
    GroupPagePermission.objects.filter(group=group, page=home).exclude(
        permission__codename__in=role.pages
    ).delete()
    for codename in role.pages:
        GroupPagePermission.objects.get_or_create(
            group=group, page=home, permission=_permission(f"wagtailcore.{codename}")
        )


def open_to_staff(home: HomePage) -> None:
    """Let the roles work on a language's pages, and send what they submit through the review.

    Called for each home page, also for one that a translator makes later.
    """
    for role in ROLES:
        _apply_role_to_pages(role, home)
    workflow = Workflow.objects.get(name=WORKFLOW)
    WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})


def review_is_set_up() -> bool:
    """Whether `setup_site` has made the groups and the review."""
    return Workflow.objects.filter(name=WORKFLOW).exists()


def set_up_staff(home: HomePage) -> None:
    """The groups with exactly the permissions of their roles, and the review, in each language."""
    for role in ROLES:
        _apply_role(role)
    _set_up_review()
    for translated in home.get_translations(inclusive=True):
        open_to_staff(translated)


def _task(name: str, role: Role) -> GroupApprovalTask:
    task = GroupApprovalTask.objects.filter(name=name).first()
    task = task or GroupApprovalTask.objects.create(name=name)
    task.groups.set([Group.objects.get(name=role.name)])
    return task


def _set_up_review() -> None:
    """A historian reads first, then an editor approves: the one workflow of the whole site."""
    for group in Group.objects.filter(name__in=_WAGTAIL_DEFAULTS, user=None):
        group.delete()
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW, defaults={"active": True})
    steps = (_task(HISTORIANS_REVIEW, HISTORIANS), _task(EDITORS_APPROVAL, EDITORS))
    for position, task in enumerate(steps, start=1):
        WorkflowTask.objects.update_or_create(
            workflow=workflow, task=task, defaults={"sort_order": position}
        )
    for model in (Question, GlossaryTerm):
        WorkflowContentType.objects.update_or_create(
            content_type=ContentType.objects.get_for_model(model), defaults={"workflow": workflow}
        )
    Workflow.objects.exclude(pk=workflow.pk).filter(name="Moderators approval").update(active=False)
