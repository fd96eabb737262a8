"""The groups of staff and what each may do: data, applied by `setup_site`.

Page permissions hold below the site's root page; the others are model permissions, written
`app.codename`. Wagtail takes "publish" and "lock" with "change" for editors.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A named group with its permissions."""

    name: str
    pages: tuple[str, ...]
    models: tuple[str, ...]


# Wagtail asks for the permissions of its own models, whatever model a site puts in their place.
_OWN_MEDIA = (
    "wagtailimages.add_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.choose_document",
)
# "Change" is for everybody's pictures and documents, and lets delete them too.
_MEDIA = (*_OWN_MEDIA, "wagtailimages.change_image", "wagtaildocs.change_document")
_TRANSLATING = ("wagtail_localize.submit_translation",)
_QUESTIONS = ("courses.add_question", "courses.change_question", "courses.view_question")
_TERMS = ("content.add_glossaryterm", "content.change_glossaryterm", "content.view_glossaryterm")

INSTRUCTORS = Role(
    "instructors",
    pages=("add_page", "change_page"),
    models=("wagtailadmin.access_admin", *_OWN_MEDIA, *_QUESTIONS, *_TERMS, *_TRANSLATING),
)
EDITORS = Role(
    "editors",
    pages=("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    models=(
        "wagtailadmin.access_admin",
        *_MEDIA,
        *_QUESTIONS,
        *_TERMS,
        *_TRANSLATING,
        "courses.publish_question",
        "courses.delete_question",
        "content.publish_glossaryterm",
        "content.delete_glossaryterm",
    ),
)
# They read what is submitted: the review workflow opens those pages to them, and no others.
HISTORIANS = Role("historians", pages=(), models=("wagtailadmin.access_admin",))
COORDINATORS = Role(
    "coordinators",
    pages=(),
    models=(
        "wagtailadmin.access_admin",
        "accounts.add_user",
        "accounts.change_user",
        "accounts.view_user",
        "accounts.erase_person",
        "accounts.add_institution",
        "accounts.change_institution",
        "accounts.view_institution",
        "accounts.view_territory",
        "accounts.add_territory",
        "accounts.change_territory",
        "content.add_organisationname",
        "content.change_organisationname",
        "content.view_organisationname",
        "content.add_signatory",
        "content.change_signatory",
        "content.view_signatory",
        # Logos of partners and signatures are pictures.
        "wagtailimages.add_image",
        "wagtailimages.choose_image",
        "seminars.add_edition",
        "seminars.change_edition",
        "seminars.view_edition",
        "seminars.add_series",
        "seminars.change_series",
        "seminars.view_series",
        "seminars.add_partner",
        "seminars.change_partner",
        "seminars.view_partner",
        "courses.view_certificate",
        "courses.view_grant",
        "courses.add_grant",
        "courses.change_grant",
        "courses.issue_certificate",
        "courses.revoke_certificate",
        "courses.view_certificatetemplate",
        "courses.change_certificatetemplate",
    ),
)
ROLES = (INSTRUCTORS, HISTORIANS, EDITORS, COORDINATORS)
