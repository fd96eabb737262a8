"""People who answer a quiz in a loop, and note what was acknowledged."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.drills.browser import PASSWORD, Browser, Reply, heading
from tests.drills.running import Process, Site, expect


@dataclass
class Learner:
    """One person's browser, saving an answer again and again until told to stop."""

    address: str
    attempt: str
    paper: list[dict]
    browser: Browser
    saved: dict[str, list[str]] = field(default_factory=dict)
    sent_since: dict[str, list[list[str]]] = field(default_factory=dict)
    replies: list[tuple[float, str]] = field(default_factory=list)
    acknowledged: int = 0

    def answer(self, turn: int) -> str:
        """Give one answer until it is acknowledged or refused; how that went."""
        number = turn % len(self.paper)
        question = self.paper[number]
        picks = [question["choices"][(turn // len(self.paper) + turn) % len(question["choices"])]]
        key, nonce = question["id"], f"{self.attempt}.{turn}"
        self.sent_since.setdefault(key, []).append(picks)
        try:
            reply = self.browser.post(
                f"/learn/attempts/{self.attempt}/{number + 1}/",
                {"question": key, "sequence": turn + 1, "nonce": nonce, "answer": picks},
                Accept="application/json",
            )
        except OSError as error:
            return f"no answer ({type(error).__name__})"
        if reply.status == 200 and reply.json().get("nonce") == nonce:
            self.saved[key], self.sent_since[key] = picks, []
            self.acknowledged += 1
            return "saved"
        return how(reply)


def how(reply: Reply) -> str:
    """A reply in a word or two: its status and its code, or the heading of its page."""
    return f"{reply.status} {reply.json().get('code') or heading(reply.text)}".strip()


class Crowd:
    """Several learners at once, each in a thread; `with crowd:` they answer."""

    def __init__(self, site: Site, web: Process, people: list[dict]) -> None:
        self.site = site
        self.learners = [Learner(**one, browser=Browser(web.port)) for one in people]
        for learner in self.learners:
            reply = learner.browser.sign_in(learner.address, PASSWORD)
            expect(reply.status == 302, f"signing in answers {how(reply)}")
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "Crowd":
        self._stop.clear()
        self._threads = [threading.Thread(target=self._go_on, args=[o]) for o in self.learners]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *reason) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _go_on(self, learner: Learner) -> None:
        turn = len(learner.replies)
        while not self._stop.is_set():
            said = learner.answer(turn)
            learner.replies.append((time.monotonic(), said))
            if said != "saved":
                time.sleep(0.1)  # a person's script waits too, and longer
            turn += 1

    def acknowledged(self) -> int:
        """How many answers the site said it had saved."""
        return sum(learner.acknowledged for learner in self.learners)

    def said(self, since: float = 0) -> Counter:
        """How often each reply came, from a time on."""
        return Counter(
            said for learner in self.learners for at, said in learner.replies if at >= since
        )

    def missing(self) -> list[str]:
        """Answers that were acknowledged, and neither they nor a later one are on record."""
        rows = self.site.ask("SELECT attempt_id, question_id, response FROM courses_answer")
        stored = {(str(attempt), question): picks for attempt, question, picks in rows}
        return [
            f"{learner.address} {key}"
            for learner in self.learners
            for key, picks in learner.saved.items()
            if stored.get((learner.attempt, key)) not in [picks, *learner.sent_since[key]]
        ]
