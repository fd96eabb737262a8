"""What every curriculum file is made of: texts, sources, notices, a state of review."""

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """No key that is not named here."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Source(Strict):
    """Where a statement can be checked."""

    title: Text
    body: str = ""
    date: str = ""
    address: str = ""
    checked_on: datetime.date | None = None
    checked_by: str = ""
    state: Literal["seen", "to check", "disputed"]
    note: str = ""

    @model_validator(mode="after")
    def _checked(self) -> "Source":
        if self.state != "to check" and self.checked_on is None:
            raise ValueError("a source that was seen or is disputed needs checked_on")
        if self.address and not self.address.startswith(("https://", "http://")):
            raise ValueError("address must begin with https:// or http://")
        return self


class Block(Strict):
    """What every block may carry."""

    id: str = ""


class Notice(Strict):
    """What difficult material comes."""

    level: Annotated[int, Field(ge=0, le=3)]
    text: str = ""

    @model_validator(mode="after")
    def _both_or_neither(self) -> "Notice":
        if bool(self.level) != bool(self.text):
            raise ValueError("write a level from 1 to 3 and a text, or neither")
        return self


class Review(Strict):
    """Whether a historian or lawyer would sign."""

    state: Literal["ready", "nearly", "pending"]
    missing: str = ""


Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
