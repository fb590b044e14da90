"""What is wrong with a source, said so that its writer can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding in the sources.

    Attributes
    ----------
    file : str
        Path of the file, relative to the project; empty where no file is to blame.
    line : int
        Line number counted from 1; 0 where the whole file is meant.
    thing : str
        The thing concerned, by its label in the reader's language.
    message, advice : str
        What is wrong, and what to change; the advice may stand in the message already.
    """

    file: str
    line: int
    thing: str
    message: str
    advice: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        head = ": ".join(part for part in (place, self.thing) if part)
        return "\n    ".join(part for part in (head, self.message, self.advice) if part)
