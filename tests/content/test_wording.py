"""The house rules on words: what is found, what is let pass, and that no text can harm."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.wording import (
    COUNTS_THE_DEAD,
    HARD_WORDS,
    POINTS_TO_OTHERS,
    WORDINGS,
    Severity,
    first_in,
    plain_text,
    wordings_in,
)


def codes(text: str, language: str = "en", **more) -> list[str]:
    return [match.wording.code for match in wordings_in(text, language, **more)]


FOUND = [
    ("en", "They were taken to a Polish death camp.", "polish-camp"),
    ("en", "POLISH\u00a0CAMPS", "polish-camp"),
    ("fr", "les camps de concentration polonais", "polish-camp"),
    ("en", "Jews and Gypsies", "roma-and-sinti"),
    ("fr", "les Tsiganes", "roma-and-sinti"),
    ("fr", "les Zigeuner", "roma-and-sinti"),
    ("en", "anti-Semitism", "antisemitism"),
    ("en", "anti‑semitic laws", "antisemitism"),
    ("fr", "l’anti-sémitisme", "antisemitism"),
    ("en", "the Final Solution", "final-solution"),
    ("fr", "la solution finale", "final-solution"),
    ("en", "after Kristallnacht", "november-pogrom"),
    ("en", "the Night of Broken Glass", "november-pogrom"),
    ("fr", "la Nuit de cristal", "november-pogrom"),
    ("en", "a death factory", "death-factory"),
    ("fr", "une usine de mort", "death-factory"),
    ("en", "the Rwandan genocide", "genocide-against-the-tutsi"),
    ("fr", "le génocide rwandais", "genocide-against-the-tutsi"),
    ("en", "killing the disabled.", "people-with-disabilities"),
    ("en", "handicapped children", "people-with-disabilities"),
    ("fr", "les handicapés", "people-with-disabilities"),
    ("en", "Six thousand people died there.", "killed-not-died"),
    ("en", "She perished.", "killed-not-died"),
    ("fr", "Ils périrent.", "killed-not-died"),
    ("en", "The murder was inevitable.", "not-inevitable"),
    ("en", "All Germans knew.", "not-all"),
    ("en", "It was planned: six million Jews", "about-so-many"),
    ("fr", "l’assassinat de six millions de Juifs", "about-so-many"),
    ("en", "in occupied Poland", "german-occupied"),
    ("en", "the worst crime in history", "no-comparison"),
]


@pytest.mark.parametrize(("language", "text", "code"), FOUND)
def test_a_wording_is_found(language, text, code):
    assert code in codes(text, language)


FINE = [
    ("en", "the German Nazi camp in German-occupied Poland"),
    ("en", "about 17,000 Polish Jews were held in a camp"),
    ("en", "Roma and Sinti; antisemitism; people with disabilities; the November pogrom"),
    ("en", 'the “Final Solution”, and the ‘Final Solution’, and the "Final Solution"'),
    ("en", "A short form such as “Polish camp” answers falsely."),
    ("en", "the genocide against the Tutsi in Rwanda"),
    ("en", "Lemkin died in 1959 in New York."),
    ("en", "The Holocaust was not inevitable."),
    ("en", "Nothing that followed was inevitable."),
    ("en", "about six million Jews; between five and six million Jews; some 6 million people"),
    ("en", "not all Germans"),
    ("en", "It cost six million Reichsmarks."),
    ("fr", "camp nazi allemand, en Pologne occupée par l’Allemagne"),
    ("fr", "la « solution finale »"),
    ("fr", "génocide de 1994 contre les Tutsis au Rwanda"),
    ("fr", "environ six millions de Juifs; Roms et Sintis; antisémitisme"),
    ("ar", "anti-Semitism in a language of which the rules do not speak"),
]


@pytest.mark.parametrize(("language", "text"), FINE)
def test_a_right_wording_is_let_pass(language, text):
    assert codes(text, language) == []


def test_in_other_peoples_words_only_what_asks_for_a_reminder_is_named():
    text = "Jews, Gypsies and the Final Solution, which was inevitable"
    assert codes(text, quoted=True) == ["roma-and-sinti"]


def test_a_language_with_a_region_has_the_rules_of_its_language():
    assert codes("anti-sémite", "fr-CH") == ["antisemitism"]


def test_a_mark_that_is_never_closed_hides_nothing():
    assert codes("“ and then the Final Solution") == ["final-solution"]


def test_rich_text_is_read_as_lines():
    assert plain_text("<p>Final<b> Sol</b>ution &amp; more</p><p>Next</p>") == (
        "Final Solution & more\n\nNext"
    )
    assert codes(plain_text("<p>the final</p><p>solution of a sum</p>")) == []


def test_every_wording_says_why_and_what_instead():
    for wording in WORDINGS:
        assert wording.language in ("en", "fr")
        assert str(wording.reason).endswith(".")
        assert str(wording.instead).endswith(".")
        assert re.fullmatch(r"[a-z-]+", wording.code)
        assert wording.severity in Severity


def test_hard_words_counts_of_dead_and_pointers():
    assert first_in(HARD_WORDS, "Two men were SHOT.", "en") == "SHOT"
    assert first_in(HARD_WORDS, "une chambre à gaz", "fr") == "chambre à gaz"
    assert first_in(HARD_WORDS, "a snapshot of skills", "en") == ""
    assert first_in(COUNTS_THE_DEAD, "How many Jews of Europe were murdered?", "en")
    assert not first_in(COUNTS_THE_DEAD, "How many States signed?", "en")
    assert first_in(POINTS_TO_OTHERS, "All of the above", "en")
    assert first_in(POINTS_TO_OTHERS, "Aucune de ces réponses", "fr")
    assert first_in(HARD_WORDS, "قتل", "ar") == ""


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=400)
SPICED = st.lists(
    st.sampled_from(
        [
            "Polish ",
            "camp ",
            "“",
            "”",
            "«",
            "»",
            '"',
            "‘",
            "<",
            ">",
            "<p>",
            "&",
            "&#",
            "died ",
            "in ",
        ]
        + ["six ", "million ", "people ", "anti-", "Semit", "final ", "solution", "\n", "\x00", "’"]
    ),
    max_size=80,
).map("".join)


@given(st.one_of(ANY_TEXT, SPICED), st.sampled_from(["en", "fr", "ar", "", "pt-BR"]), st.booleans())
def test_no_text_raises(text, language, quoted):
    for match in wordings_in(plain_text(text), language, quoted=quoted):
        assert match.words
    for patterns in (HARD_WORDS, COUNTS_THE_DEAD, POINTS_TO_OTHERS):
        first_in(patterns, text, language)


@pytest.mark.parametrize("marks", ["“%s”", "« %s »", '"%s"', "‘%s’", "„%s“"])
@pytest.mark.parametrize(("language", "text", "_code"), FOUND)
def test_any_wording_may_stand_in_quotation_marks(marks, language, text, _code):
    if "’" not in text:
        assert codes(marks % text, language) == []


PIECES = [
    "“",
    "«",
    "‘",
    '"',
    ' "',
    "<",
    "<p",
    "&",
    "Polish nazi death ",
    "died in the ",
    "people a b c ",
]
PIECES += ["how many a b c d ", "six million a b ", "not ", "é", "a", " ", "all of the ", "„", "</"]


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_time_grows_with_the_length_and_not_faster(piece, language):
    def cost(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        begun = time.process_time()
        wordings_in(plain_text(text), language)
        first_in(HARD_WORDS, text, language)
        first_in(COUNTS_THE_DEAD, text, language)
        return time.process_time() - begun

    short = min(cost(20_000) for _ in range(2))
    # Eight times the length: a square would be 64 times the cost.
    assert cost(160_000) < max(short, 0.01) * 24


@settings(max_examples=20)
@given(SPICED, st.integers(50, 300))
def test_repeating_any_text_stays_quick(text, times):
    begun = time.process_time()
    wordings_in(plain_text(text * times), "en")
    assert time.process_time() - begun < 5
