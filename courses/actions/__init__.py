"""One door per verb. Views, the CMS, commands and upper packages all come through here.

Each verb locks, checks, writes, and sends its signal when the transaction has committed; each
says no with one of `courses.errors`.
"""

from courses.actions.answers import decide_late_answer, save_answer, settle_answer
from courses.actions.attempts import (
    close_overdue_attempts,
    current_attempt,
    hand_in,
    start_attempt,
)
from courses.actions.certificates import (
    issue_certificate,
    issue_course_certificate,
    reissue_certificate,
    release_held,
    restore_certificate,
    revoke_certificate,
)
from courses.actions.cohorts import (
    enrol_cohort,
    make_cohort,
    set_cohort_staff,
    withdraw_cohort,
)
from courses.actions.enrolments import (
    enrol_oneself,
    extend_grant,
    give_extra_time,
    give_grant,
    restore_grant,
    withdraw_grant,
)
from courses.actions.printing import print_certificate, print_waiting, rebuild_certificate
from courses.actions.progress import complete_step, settle_course
from courses.actions.reflections import (
    forget_reflections,
    share_reflection,
    take_back_reflection,
    write_reflection,
)
from courses.actions.regrading import plan_regrade, regrade

__all__ = [
    "rebuild_certificate",
    "revoke_certificate",
    "restore_certificate",
    "reissue_certificate",
    "issue_certificate",
    "close_overdue_attempts",
    "complete_step",
    "current_attempt",
    "decide_late_answer",
    "enrol_cohort",
    "enrol_oneself",
    "extend_grant",
    "forget_reflections",
    "give_extra_time",
    "give_grant",
    "hand_in",
    "issue_course_certificate",
    "make_cohort",
    "plan_regrade",
    "print_certificate",
    "print_waiting",
    "regrade",
    "release_held",
    "restore_grant",
    "save_answer",
    "set_cohort_staff",
    "settle_answer",
    "settle_course",
    "share_reflection",
    "start_attempt",
    "take_back_reflection",
    "withdraw_cohort",
    "withdraw_grant",
    "write_reflection",
]
