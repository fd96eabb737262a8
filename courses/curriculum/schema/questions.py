"""The questions of a quiz file; `type` names the kind."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from courses.curriculum.schema.base import Strict, Text

Counterpart = Annotated[str, Field(min_length=1, max_length=200)]


class Choice(Strict):
    """One answer with its reason."""

    text: Text
    right: bool = False
    reason: Text


class Asked(Strict):
    """What every question has. `topic` is the module that it belongs to in a blueprint."""

    id: Text
    topic: str = ""
    text: Text
    sources: Annotated[list[str], Field(min_length=1)]

    @property
    def asks(self) -> Any:
        """What must be the same in every language."""
        raise NotImplementedError

    @property
    def options(self) -> list[str]:
        """What is to be chosen, matched or ordered."""
        return []


class ChoiceQuestion(Asked):
    """One or several right answers among those given."""

    type: Literal["single", "multiple"]
    shuffle: bool = True
    choices: Annotated[list[Choice], Field(min_length=2)]

    @model_validator(mode="after")
    def _right_answers(self) -> "ChoiceQuestion":
        right = sum(choice.right for choice in self.choices)
        if self.type == "single" and right != 1:
            raise ValueError("a question of type single has exactly one right choice")
        if self.type == "multiple" and not 1 <= right < len(self.choices):
            raise ValueError("a question of type multiple has right and wrong choices")
        return self

    @property
    def asks(self) -> Any:
        """Where the right answers stand."""
        return [choice.right for choice in self.choices]

    @property
    def options(self) -> list[str]:
        """The answers."""
        return [choice.text for choice in self.choices]


class TrueFalseQuestion(Asked):
    """A statement."""

    type: Literal["true_false"]
    is_true: bool
    reason: Text

    @property
    def asks(self) -> Any:
        """Whether it is true."""
        return self.is_true


class Pair(Strict):
    """An item and its counterpart."""

    item: Text
    counterpart: Counterpart
    reason: Text


class MatchingQuestion(Asked):
    """Items to match with their counterparts; `others` belong to none."""

    type: Literal["matching"]
    pairs: Annotated[list[Pair], Field(min_length=2, max_length=12)]
    others: Annotated[list[Counterpart], Field(max_length=12)] = []

    @model_validator(mode="after")
    def _others_differ(self) -> "MatchingQuestion":
        if {*self.others} & {pair.counterpart for pair in self.pairs}:
            raise ValueError("a counterpart among the others belongs to an item")
        return self

    @property
    def asks(self) -> Any:
        """How many pairs, and how many counterparts belong to none."""
        return len(self.pairs), len(self.others)

    @property
    def options(self) -> list[str]:
        """The items."""
        return [pair.item for pair in self.pairs]


class OrderingQuestion(Asked):
    """Items in their right order."""

    type: Literal["ordering"]
    items: Annotated[list[Text], Field(min_length=3, max_length=12)]
    reason: Text

    @model_validator(mode="after")
    def _all_differ(self) -> "OrderingQuestion":
        if len(set(self.items)) < len(self.items):
            raise ValueError("two items are the same")
        return self

    @property
    def asks(self) -> Any:
        """How many items."""
        return len(self.items)

    @property
    def options(self) -> list[str]:
        """The items."""
        return self.items


QuizQuestion = Annotated[
    ChoiceQuestion | TrueFalseQuestion | MatchingQuestion | OrderingQuestion,
    Field(discriminator="type"),
]
