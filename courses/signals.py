"""News for the packages above. Sent after the transaction that wrote the fact has committed."""

from django.dispatch import Signal

# provides: completion (courses.models.StepCompletion)
step_completed = Signal()
# provides: completion (courses.models.CourseCompletion)
course_completed = Signal()
# provides: certificate (courses.models.Certificate)
certificate_issued = Signal()
# provides: certificate (courses.models.Certificate), which printing found wrong
certificate_held = Signal()
