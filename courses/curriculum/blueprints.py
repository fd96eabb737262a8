"""Paired tests: two forms on one blueprint, so that before and after can be compared."""

from collections import Counter
from collections.abc import Iterator

from courses.curriculum.files import Problem
from courses.curriculum.reading import Curriculum, StepSource
from courses.curriculum.schema.steps import Quiz


def blueprint_faults(curriculum: Curriculum) -> Iterator[Problem]:
    """Where a form of a pair does not hold what its blueprint says, or differs from the other."""
    for language in {course.language for course in curriculum.courses}:
        courses = [course for course in curriculum.courses if course.language == language]
        modules = {module.id for course in courses for module in course.course.modules}
        forms = {
            item.step.id: item
            for course in courses
            for steps in course.steps
            for item in steps
            if isinstance(item.step, Quiz) and item.step.pair
        }
        for item in forms.values():
            yield from _own_faults(item, modules)
            yield from _faults_of_pair(item, forms)


def _quiz(item: StepSource) -> Quiz:
    assert isinstance(item.step, Quiz)
    return item.step


def _own_faults(item: StepSource, modules: set[str]) -> Iterator[Problem]:
    quiz = _quiz(item)
    asked = Counter(question.topic for question in quiz.questions)
    for topic, number in quiz.blueprint.items():
        if topic not in modules:
            yield item.source.problem(["blueprint", topic], f"there is no module “{topic}”")
        if asked[topic] != number:
            message = (
                f"the blueprint asks for {number} questions on {topic}, there are {asked[topic]}"
            )
            yield item.source.problem(["blueprint", topic], message)
    for number, question in enumerate(quiz.questions):
        if question.topic not in quiz.blueprint:
            message = f"the topic “{question.topic}” is not in the blueprint"
            yield item.source.problem(["questions", number, "id"], message)


def _faults_of_pair(item: StepSource, forms: dict[str, StepSource]) -> Iterator[Problem]:
    quiz, other = _quiz(item), forms.get(_quiz(item).pair)
    if other is None or _quiz(other).pair != quiz.id:
        message = f"“{quiz.pair}” is no quiz that names this one as its pair"
        yield item.source.problem(["pair"], message)
        return
    twin = _quiz(other)
    if twin.blueprint != quiz.blueprint:
        yield item.source.problem(["blueprint"], f"it differs from that of {other.source.path}")
    theirs = {question.id: question for question in twin.questions}
    for number, question in enumerate(quiz.questions):
        partner = theirs.get(question.id)
        place = ["questions", number, "id"]
        if partner is None:
            message = f"the question “{question.id}” has no counterpart in {other.source.path}"
            yield item.source.problem(place, message)
        elif (partner.type, partner.topic) != (question.type, question.topic):
            message = f"its counterpart in {other.source.path} has another type or topic"
            yield item.source.problem(place, message)
        elif (partner.text, partner.options) == (question.text, question.options):
            message = f"it asks the same as its counterpart in {other.source.path}"
            yield item.source.problem(place, message)
