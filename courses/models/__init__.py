"""The models of learning: pages that authors write, and facts that learners leave."""

from courses.models.attempts import (
    Answer,
    Attempt,
    LateAnswer,
    Regrade,
    RegradedAttempt,
)
from courses.models.certificates import (
    Certificate,
    CertificatePicture,
    CertificateSerial,
    CertificateTemplate,
    PublishedKey,
)
from courses.models.enrolments import Cohort, CohortStaff, Enrolment, Grant
from courses.models.loading import LoadedPage
from courses.models.pages import (
    CataloguePage,
    CoursePage,
    LessonPage,
    ModulePage,
    QuizPage,
    Step,
    step_models,
)
from courses.models.progress import CourseCompletion, OutlineVersion, StepCompletion, StudiedText
from courses.models.questions import Question, QuestionTag
from courses.models.reflections import Reflection

__all__ = [
    "Answer",
    "Attempt",
    "CataloguePage",
    "Certificate",
    "CertificatePicture",
    "CertificateSerial",
    "CertificateTemplate",
    "Cohort",
    "CohortStaff",
    "CourseCompletion",
    "CoursePage",
    "Enrolment",
    "Grant",
    "LateAnswer",
    "LessonPage",
    "LoadedPage",
    "ModulePage",
    "OutlineVersion",
    "PublishedKey",
    "Question",
    "QuestionTag",
    "QuizPage",
    "Reflection",
    "Regrade",
    "RegradedAttempt",
    "Step",
    "StepCompletion",
    "StudiedText",
    "step_models",
]
