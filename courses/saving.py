"""Which of two saves of one answer counts. Pure: no database, no clock.

A page that shows a question knows the number of the change it was made upon. What is answered there
carries that number plus one (the sequence), and a nonce that belongs to this one change. So a
retry, a save that comes late, and an answer given in another tab can be told apart, in whatever
order they arrive and however often.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# A larger one comes from no page of ours, and would leave no room for later changes.
MOST_CHANGES = 1_000_000
LONGEST_NONCE = 64


@dataclass(frozen=True)
class Change:
    """One change of an answer: its number among the changes of the question, from 1 on.

    `response` is what was answered (None: nothing), `certainty` how sure the person was.
    """

    sequence: int
    nonce: str
    response: Any
    certainty: int | None = None

    def is_numbered(self) -> bool:
        """Whether it can have been made by a page of ours."""
        within = 1 <= self.sequence <= MOST_CHANGES
        return within and 1 <= len(self.nonce) <= LONGEST_NONCE


class Verdict(StrEnum):
    """What becomes of a save."""

    WRITTEN = "written"
    RETRY = "retry"
    OLDER = "older"


def judge(stored: Change | None, incoming: Change) -> Verdict:
    """What becomes of `incoming` where `stored` is on record.

    A higher sequence is written. The same one with the same nonce is a retry: nothing changes, and
    it is answered as before. Anything else is older, and overwrites nothing. A nonce that comes
    again with another answer is no retry either: to call that saved would be untrue.
    """
    if stored is None or incoming.sequence > stored.sequence:
        return Verdict.WRITTEN
    return Verdict.RETRY if incoming == stored else Verdict.OLDER
