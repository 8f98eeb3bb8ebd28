"""What can go wrong, one class a cause, with the sentence that a person will read.

Owns no wording for patients: their screens take words from `forms/words/`. Every message here is one
line that names the file, the field and what was expected.
"""

from pathlib import Path


class KioskError(Exception):
    """Bad usage or bad input. The command line prints `message` and exits with `exit_code`."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = " ".join(message.split())


class BadFile(KioskError):
    """A file that cannot be used: which one, where in it, what was expected."""

    def __init__(self, path: Path | str, problem: str, line: int | None = None) -> None:
        where = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{where}: {problem}")
        self.path = path
        self.line = line


class BadAnswer(KioskError):
    """An answer that does not fit its question. `field` is the question's id."""

    def __init__(self, field: str, expected: str, source: str = "answers") -> None:
        super().__init__(f"{source}: {field}: {expected}")
        self.field = field
        self.expected = expected


class AnswerIsNo(KioskError):
    """A question was asked of the program and the answer is no (a check found something)."""

    exit_code = 1
