"""Typed refusals: a sentence for the person, a code for machines, a status for HTTP.

Every verb of `courses.actions` and every function of `courses.access` raises one of these and
nothing else when it says no.
"""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A verb that may not be carried out. `facts` fill the sentence."""

    code = "refused"
    status = 403
    sentence = _("This cannot be done now.")

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        return gettext(str(self.sentence)) % self.facts if self.facts else str(self.sentence)


class SignedOut(Refusal):
    """Nobody is signed in."""

    code = "signed-out"
    status = 401
    sentence = _("Sign in first.")


class NotEnrolled(Refusal):
    """The person has no enrolment in the course."""

    code = "not-enrolled"
    sentence = _("You are not enrolled in this course. The course page says how to take part.")


class NotOpenToAll(Refusal):
    """The course does not let people enrol themselves."""

    code = "not-open-to-all"
    sentence = _("This course is open to invited people only. Write to the coordinator.")


class NotYetOpen(Refusal):
    """The grant opens later. Fact: `opens`."""

    code = "not-yet-open"
    sentence = _("This course opens for you on %(opens)s.")


class GrantClosed(Refusal):
    """Every grant has closed or was withdrawn."""

    code = "grant-closed"
    sentence = _(
        "Your time for this course has ended. What you finished is kept. "
        "Write to the coordinator if you need longer."
    )


class ReadOnly(Refusal):
    """The person may read but not study."""

    code = "read-only"
    sentence = _("You may read this course again; it no longer records progress.")


class StepLocked(Refusal):
    """A step that asks for earlier ones. Fact: `first`, the title of the first one missing."""

    code = "step-locked"
    sentence = _("This step opens when you have finished “%(first)s”.")


class UnknownStep(Refusal):
    """No such step in the course."""

    code = "unknown-step"
    status = 404
    sentence = _("There is no such step in this course.")


class UnknownCourse(Refusal):
    """No such course."""

    code = "unknown-course"
    status = 404
    sentence = _("There is no such course.")


class NotALesson(Refusal):
    """A quiz is finished by passing it."""

    code = "not-a-lesson"
    status = 400
    sentence = _("A quiz is finished by passing it, not by marking it as read.")


class AttemptsExhausted(Refusal):
    """All tries were used. Fact: `allowed`."""

    code = "attempts-exhausted"
    sentence = _("You have used all %(allowed)s tries at this quiz. Write to your instructor.")


class EmptyQuiz(Refusal):
    """A quiz without questions."""

    code = "empty-quiz"
    status = 409
    sentence = _("This quiz has no questions yet. Its author has been asked to add them.")


class UnusableExtraTime(Refusal):
    """Extra time outside of its bounds. Fact: `most`."""

    code = "unusable-extra-time"
    status = 400
    sentence = _("Enter extra time from 0 to %(most)s per cent.")


class UnknownAttempt(Refusal):
    """No attempt of this person has this id."""

    code = "unknown-attempt"
    status = 404
    sentence = _("There is no such try at a quiz among yours.")


class AttemptClosed(Refusal):
    """The attempt was handed in."""

    code = "attempt-closed"
    status = 409
    sentence = _("You have handed in this quiz, so its answers can no longer be changed.")


class TimeIsUp(Refusal):
    """The time limit has passed, and the answer was not given before it."""

    code = "time-is-up"
    status = 409
    sentence = _("The time for this try is over. What was saved in time counts.")


class KeptLate(Refusal):
    """The answer was given in time and arrived after it: kept, and not marked yet."""

    code = "kept-late"
    status = 409
    sentence = _(
        "This answer arrived after the time was over. It is kept and marked as late; "
        "your instructor decides whether it counts."
    )


class AnswerSettled(Refusal):
    """The person has seen whether the answer is right."""

    code = "answer-settled"
    status = 409
    sentence = _("You have seen the right answer to this question, so yours can no longer change.")


class NothingToSettle(Refusal):
    """No answer to be told about, or a quiz that tells at the end only."""

    code = "nothing-to-settle"
    status = 409
    sentence = _("Answer the question first; this quiz then says whether the answer is right.")


class NothingToRegrade(Refusal):
    """No attempt holds another key than the one that is published now."""

    code = "nothing-to-regrade"
    status = 409
    sentence = _(
        "There is nothing to mark again. Correct the question where it is written and publish it; "
        "then come back."
    )


class RegradeOutOfDate(Refusal):
    """Tries were handed in, or the question was changed, since the list was made."""

    code = "regrade-out-of-date"
    status = 409
    sentence = _("The list has changed since you looked at it. Look at it again, then confirm.")


class UnknownQuestion(Refusal):
    """The question is not on the paper."""

    code = "unknown-question"
    status = 400
    sentence = _("This question is not on your paper. Open the quiz again and answer there.")


class UnusableAnswer(Refusal):
    """The answer does not fit the question."""

    code = "unusable-answer"
    status = 400
    sentence = _("This answer does not fit the question. Choose among the answers shown.")


class UnknownReflection(Refusal):
    """No reflection of this person, and no such question in the lesson."""

    code = "unknown-reflection"
    status = 404
    sentence = _("There is no such question in this lesson, and no such text among yours.")


class ReflectionTooLong(Refusal):
    """More than is kept. Fact: `most`."""

    code = "reflection-too-long"
    status = 400
    sentence = _("This is longer than %(most)s characters. Shorten it, then save again.")


class NotYourCohort(Refusal):
    """Sharing with a cohort that the person does not study with."""

    code = "not-your-cohort"
    sentence = _("You can share a reflection with a cohort that you study with, and no other.")


class UnknownCohort(Refusal):
    """No cohort that this person looks after."""

    code = "unknown-cohort"
    status = 404
    sentence = _("There is no such cohort among those that you look after.")


class UnnumberedAnswer(Refusal):
    """The answer carries no usable sequence or nonce: no page of ours sends that."""

    code = "unnumbered-answer"
    status = 400
    sentence = _("Not saved. Load this page again, then answer again.")


class AnsweredElsewhere(Refusal):
    """A newer answer to the question is on record. `kept` is that row."""

    code = "answered-elsewhere"
    status = 409
    sentence = _(
        "You answered this question elsewhere since. The newer answer is kept; "
        "answer again if you want to change it."
    )

    def __init__(self, kept: Any) -> None:
        super().__init__()
        self.kept = kept


class CertificateMissing(Refusal):
    """No certificate of this person has this number."""

    code = "unknown-certificate"
    status = 404
    sentence = _("There is no such certificate among yours.")


class BeingPrepared(Refusal):
    """The certificate is issued, and its PDF cannot be made at this moment."""

    code = "being-prepared"
    status = 503
    sentence = _("Your certificate is issued and its PDF is being prepared. Try again later.")


class CertificateHeld(Refusal):
    """The certificate is held. Fact: `reason`."""

    code = "certificate-held"
    status = 409
    sentence = _("Your certificate is being held. %(reason)s")


class NotInForce(Refusal):
    """The certificate was replaced or revoked. Fact: `state`."""

    code = "not-in-force"
    status = 409
    sentence = _("This certificate is not in force (%(state)s): nothing was changed.")


class NotRevoked(Refusal):
    """Only a revoked certificate can be restored. Fact: `state`."""

    code = "not-revoked"
    status = 409
    sentence = _("Only a revoked certificate can be restored; this one is: %(state)s.")


class AnotherInForce(Refusal):
    """A newer certificate of the same is in force. Fact: `number`."""

    code = "another-in-force"
    status = 409
    sentence = _("Number %(number)s is in force in its place. Revoke that one first.")


class ReasonMissing(Refusal):
    """A verb that ends something asks for its reason."""

    code = "reason-missing"
    status = 400
    sentence = _("Write the reason: it is kept in the log.")


class RebuiltDiffers(Refusal):
    """A lost PDF was drawn again, and is not the one that was issued. Fact: `number`."""

    code = "rebuilt-differs"
    status = 409
    sentence = _(
        "The PDF of %(number)s was drawn again from the record, and is not the same file to the "
        "last byte: the program that draws has changed since. Nothing was stored. The record and "
        "its check by code stand; put the file back from a backup."
    )
