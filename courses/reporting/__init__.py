"""Learning facts as pages and reports show them: read only, in a fixed number of queries."""

from courses.reporting.dashboard import Dashboard, dashboard_of, open_courses_beside
from courses.reporting.progress import (
    Finished,
    ModuleRow,
    Progress,
    StepRow,
    answers_with_times,
    progress_in,
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
    "StandingOfPerson",
    "StepRow",
    "answers_with_times",
    "courses_of_cohort",
    "courses_of_person",
    "dashboard_of",
    "open_courses_beside",
    "progress_in",
    "tries_of",
]
