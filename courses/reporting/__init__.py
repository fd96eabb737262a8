"""Learning facts as pages and reports show them: read only, in a fixed number of queries."""

from courses.reporting.cohorts import Studied, studied_in_cohort
from courses.reporting.dashboard import Dashboard, dashboard_of, open_courses_beside
from courses.reporting.progress import (
    Finished,
    ModuleRow,
    Progress,
    SavedAnswer,
    StepRow,
    progress_in,
    saved_answers,
    tries_of,
)
from courses.reporting.staff import (
    CohortCourse,
    Counted,
    Member,
    StandingOfPerson,
    courses_of_cohort,
    courses_of_person,
)

__all__ = [
    "CohortCourse",
    "Counted",
    "Dashboard",
    "Finished",
    "Member",
    "ModuleRow",
    "Progress",
    "SavedAnswer",
    "StandingOfPerson",
    "StepRow",
    "Studied",
    "courses_of_cohort",
    "courses_of_person",
    "dashboard_of",
    "open_courses_beside",
    "progress_in",
    "saved_answers",
    "studied_in_cohort",
    "tries_of",
]
