"""What the checks find in lessons, quizzes, courses and plain pages, and where they say it is."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Locale

from content.bodies import LessonBody, PageBody
from content.findings import TEXTS, Severity
from content.models import StandardPage
from courses.content_checks import findings_of
from courses.models import CoursePage, LessonPage, ModulePage, QuizPage
from courses.questions import TYPES
from tests.world import SOURCE, block, items, question, stream

pytestmark = pytest.mark.django_db

REFLECTION = block("reflection", {"question": "Which rule in your field?"})
FACT = {"text": "<p>What is so.</p>", "sources": items(SOURCE)}


def lesson(*blocks, language: str = "en", **fields) -> LessonPage:
    """An unsaved lesson that is right but for what a test puts in."""
    defaults = {"title": "A lesson", "objectives": [("objective", "say what is so")]}
    locale = Locale.objects.get(language_code=language)
    body = stream(LessonPage, "body", [*blocks, REFLECTION])
    return LessonPage(**{**defaults, "body": body, "locale": locale, **fields})


def quiz(*questions) -> QuizPage:
    return QuizPage(
        title="A quiz",
        questions=stream(QuizPage, "questions", list(questions)),
        locale=Locale.objects.get(language_code="en"),
    )


def found(page) -> dict[str, str]:
    """Codes with the words of their places; a code that is found twice fails."""
    codes = [finding.code for finding in findings_of(page)]
    assert len(codes) == len(set(codes)), codes
    return {finding.code: str(finding.place) for finding in findings_of(page)}


def severity(page, code: str) -> str:
    return next(f.severity for f in findings_of(page) if f.code == code)


def test_a_lesson_that_is_right_has_no_finding(world):
    assert found(lesson(block("heading", "Words"), block("fact", FACT))) == {}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("fact", {**FACT, "sources": []}),
        ("fact", {**FACT, "sources": items({"title": " ", "state": "to check"})}),
        ("fact", {"text": "<p>What is so.</p>"}),
        ("quotation", {"text": "Words", "speaker": "A named person", "sources": []}),
        ("extract", {"kind": "Law", "title": "T", "text": "<p>Words</p>", "sources": None}),
    ],
)
def test_a_statement_without_a_titled_source_is_an_error(world, kind, value):
    page = lesson(block(kind, value))
    assert list(found(page)) == ["unsourced"]
    assert severity(page, "unsourced") == Severity.ERROR


@pytest.mark.parametrize("state", ["seen", "disputed"])
def test_a_source_that_was_seen_needs_its_day(world, state):
    page = lesson(block("fact", {**FACT, "sources": items({"title": "T", "state": state})}))
    assert found(page) == {"source-without-day": "Block 1, Fact with source: Sources"}
    assert severity(page, "source-without-day") == Severity.ERROR
    to_check = items({"title": "T", "state": "to check"})
    assert found(lesson(block("fact", {**FACT, "sources": to_check}))) == {}


@pytest.mark.parametrize(
    ("hard", "why"),
    [
        (
            block(
                "quotation",
                {"text": "W", "speaker": "A B", "sources": items(SOURCE), "notice": "N"},
            ),
            "Block 1, Quotation is folded",
        ),
        (
            block("extract", {"text": "W", "sources": items(SOURCE), "persecutors": True}),
            "Block 1, Document extract is a document of the persecutors",
        ),
        (block("text", "<p>They were <b>shot</b>.</p>"), "says “shot”"),
        (block("text", "<p>the gas chambers</p>"), "says “gas chambers”"),
    ],
)
def test_hard_material_asks_for_a_notice(world, hard, why):
    finding = next(f for f in findings_of(lesson(hard)) if f.code == "no-notice")
    assert why in finding.sentence
    assert finding.severity == Severity.WARNING
    assert "no-notice" not in found(lesson(hard, notice_level=2, notice_text="What comes."))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no-alternative-text"),
        ("   ", "no-alternative-text"),
        ("IMG_2031.jpg", "no-alternative-text"),
        ("letter-1933.PNG", "no-alternative-text"),
        ("DSC 00123", "no-alternative-text"),
        ("letter of a  ministry", "alternative-text-repeats"),
    ],
)
def test_an_alternative_text_must_serve_who_cannot_see(world, text, code):
    value = {"image": None, "caption": "Letter of a ministry.", "alternative_text": text}
    page = lesson(block("figure", value))
    assert found(page) == {code: "Block 1, Figure: Alternative text"}
    fine = {**value, "alternative_text": "A typed page with a stamp, three names struck out."}
    assert found(lesson(block("figure", fine))) == {}


def test_headings_are_neither_empty_nor_alone(world):
    page = lesson(block("heading", " "), block("text", "<p>Words</p>"))
    assert found(page) == {"empty-heading": "Block 1, Heading"}
    page = lesson(block("heading", "One"), block("heading", "Two"), block("fact", FACT))
    assert found(page) == {"heading-without-text": "Block 1, Heading"}
    page = lesson(block("text", "<h2>Pasted</h2><p>Words</p>"))
    assert found(page) == {"pasted-heading": "Block 1, Text"}


def test_a_long_lesson_has_a_heading(world):
    words = block("text", "<p>" + "word " * 601 + "</p>")
    assert found(lesson(words, minutes=5)) == {"no-heading": "Body"}
    assert found(lesson(block("heading", "A part"), words, minutes=5)) == {}


def test_a_quotation_names_its_speaker(world):
    for nobody in ("", "Anonymous", "a survivor"):
        value = {"text": "Words", "speaker": nobody, "sources": items(SOURCE)}
        page = lesson(block("quotation", value))
        assert found(page) == {"no-speaker": "Block 1, Quotation: Speaker"}


def test_objectives_and_a_reflection_are_advised(world):
    page = LessonPage(title="Bare", locale=world.home.locale)
    assert found(page) == {"no-objectives": "Objectives", "no-reflection": "Body"}
    assert {f.severity for f in findings_of(page)} == {Severity.ADVICE}


FORBIDDEN = "the Final Solution"
PLACES = [
    (block("text", f"<p>{FORBIDDEN}</p>"), "Block 1, Text"),
    (block("heading", FORBIDDEN), "Block 1, Heading"),
    (block("fact", {**FACT, "text": FORBIDDEN}), "Block 1, Fact with source: Statement"),
    (block("definition", {"term": "T", "text": FORBIDDEN}), "Block 1, Definition: Meaning"),
    (
        block(
            "timeline",
            {"events": items({"when": "1", "what": "x"}, {"when": "2", "what": FORBIDDEN})},
        ),
        "Block 1, Timeline: What happened 2",
    ),
    (
        block("further_reading", {"items": items({"title": FORBIDDEN, "about": FORBIDDEN})}),
        "Block 1, Further reading: Why read it 1",
    ),
]


@pytest.mark.parametrize(("where", "place"), PLACES)
def test_a_forbidden_wording_is_found_where_authors_write(world, where, place):
    page = lesson(where, block("text", "<p>After it.</p>"))
    assert found(page) == {"wording-final-solution": place}
    assert severity(page, "wording-final-solution") == Severity.ERROR


def test_titles_summaries_and_objectives_are_read_too(world):
    assert found(lesson(title=FORBIDDEN)) == {"wording-final-solution": "Title"}
    assert found(lesson(summary=FORBIDDEN)) == {"wording-final-solution": "Summary"}
    aims = [("objective", "a"), ("objective", FORBIDDEN)]
    assert found(lesson(objectives=aims)) == {"wording-final-solution": "Block 2, Objective"}
    locale = world.home.locale
    course = CoursePage(title="C", about=f"<p>{FORBIDDEN}</p>", locale=locale)
    assert found(course) == {"wording-final-solution": "About the course"}
    assert list(found(ModulePage(title=FORBIDDEN, locale=locale))) == ["wording-final-solution"]
    plain = StandardPage(title="P", lead=FORBIDDEN, locale=locale)
    assert found(plain) == {"wording-final-solution": "Lead"}


def test_other_peoples_words_are_theirs(world):
    quoted = "the Final Solution of Jews and Gypsies"
    sourced = {"sources": items(SOURCE)}
    page = lesson(
        block("quotation", {"text": quoted, "speaker": "A B", **sourced}),
    )
    assert found(page) == {"wording-roma-and-sinti": "Block 1, Quotation: Words"}
    assert severity(page, "wording-roma-and-sinti") == Severity.ADVICE
    page = lesson(block("extract", {"text": f"<p>{quoted}</p>", "title": quoted, **sourced}))
    assert found(page) == {"wording-roma-and-sinti": "Block 1, Document extract: Extract"}


def test_each_language_has_its_own_wordings(world):
    page = lesson(block("text", "<p>la solution finale</p>"), language="fr")
    assert list(found(page)) == ["wording-final-solution"]
    assert found(lesson(block("text", "<p>la solution finale</p>"))) == {}


def test_a_quiz_that_is_right_has_no_finding(world):
    assert found(quiz(question("Which text?", ["This one"], ["That one"]))) == {}


def test_questions_have_sources_and_answers_reasons(world):
    bare = question("Which?", ["This"], ["That"], sources=[])
    bare["value"]["choices"][1]["value"]["reason"] = ""
    assert found(quiz(bare)) == {
        "question-unsourced": "Block 1, Choice: Sources",
        "no-reason": "Block 1, Choice: Answer 2, Reason",
    }


def test_answers_do_not_point_to_each_other(world):
    page = quiz(question("Which?", ["This"], ["None of the above"]))
    assert found(page) == {"points-to-others": "Block 1, Choice: Answer 2, Text"}


def test_a_quiz_makes_no_trick_of_a_number_of_dead(world):
    page = quiz(question("How many people were murdered there?", ["This"], ["That"]))
    assert found(page) == {"counts-the-dead": "Block 1, Choice: Question"}


def test_a_right_answer_is_not_much_longer(world):
    long = "Because the law of that year had said so and every office in the country applied it"
    assert found(quiz(question("Why?", [long], ["By chance", "By habit"]))) == {
        "right-answer-longer": "Block 1, Choice: Answers"
    }
    assert found(quiz(question("Why?", ["By chance"], [long]))) == {}


def test_the_right_answer_is_not_always_in_one_place(world):
    fixed = [question(f"Which {n}?", ["This"], ["That"], fixed_order=True) for n in range(3)]
    assert found(quiz(*fixed)) == {"same-place": "Questions"}
    shuffled = [question(f"Which {n}?", ["This"], ["That"]) for n in range(3)]
    assert found(quiz(*shuffled)) == {}


def test_a_wrong_answer_may_show_a_wording_so_that_it_is_refused(world):
    shown = question("Which is accurate?", ["A German Nazi camp"], ["A Polish camp"])
    shown["value"]["choices"][1]["value"]["reason"] = "No. It says whose camp it was falsely."
    page = quiz(shown)
    assert [f.severity for f in findings_of(page)] == [Severity.ADVICE]
    page = quiz(question("Which is accurate?", ["A Polish camp"], ["Another"]))
    assert Severity.ERROR in [f.severity for f in findings_of(page)]
    assert Severity.ERROR in [
        f.severity for f in findings_of(quiz(question("A Polish camp?", ["Yes"], ["No"])))
    ]


def test_places_lead_to_blocks(world):
    fact = block("fact", {**FACT, "sources": []})
    finding = findings_of(lesson(fact))[0]
    assert finding.place.anchor == f"block-{fact['id']}-section"
    assert findings_of(lesson(title=FORBIDDEN))[0].place.anchor == ""


def test_every_block_says_which_of_its_texts_are_read():
    assert {*LessonBody().child_blocks, *PageBody().child_blocks} <= set(TEXTS)
    for stream_block in (LessonBody(), PageBody()):
        for kind, child in stream_block.child_blocks.items():
            for name, _label, _quoted in TEXTS[kind]:
                if name:
                    assert name.split("*")[0] in child.child_blocks, (kind, name)


SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["text", "sources", "title", "choices", "value", "type", "right", "notice"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    kind=st.sampled_from(["fact", "quotation", "extract", "figure", "timeline", "text", "heading"]),
    value=SCRAPS,
    question_value=SCRAPS,
)
def test_whatever_is_stored_is_borne(world, kind, value, question_value):
    findings_of(lesson({"type": kind, "value": value, "id": None}))
    for kind in TYPES:
        findings_of(quiz({"type": kind, "value": question_value}))
