"""What authors write with: media, plain pages, glossary, library, the organisation's names."""

from content.models.glossary import GlossaryPage, GlossaryTerm
from content.models.library import CollectionPage, LibraryPage, ResourcePage
from content.models.media import LessonImage, LessonImageRendition, LibraryDocument
from content.models.organisation import (
    OrganisationName,
    OrganisationNameQuerySet,
    Signatory,
    SignatoryQuerySet,
)
from content.models.pages import HomePage, StandardPage

__all__ = [
    "CollectionPage",
    "GlossaryPage",
    "GlossaryTerm",
    "HomePage",
    "LessonImage",
    "LessonImageRendition",
    "LibraryDocument",
    "LibraryPage",
    "OrganisationName",
    "OrganisationNameQuerySet",
    "ResourcePage",
    "Signatory",
    "SignatoryQuerySet",
    "StandardPage",
]
