"""Reading aloud through espeak-ng, where it is installed.

The text goes to its standard input: a command line can be read by everybody on the machine.
"""

import contextlib
import shutil
import subprocess
from collections.abc import Sequence

from kiosk.errors import KioskError

PROGRAM = "espeak-ng"
_PACE = "150"
"""Words a minute; the program's own 175 is fast for somebody who has not heard it before."""
_VOICES = {"en": "en-us", "es": "es-419"}


class Speech:
    """A voice. `options` are further ones of espeak-ng, such as where the sound goes."""

    def __init__(self, options: Sequence[str] = ()) -> None:
        """Raises KioskError when the program is not there."""
        found = shutil.which(PROGRAM)
        if found is None:
            raise KioskError(f"run: --speak: the program {PROGRAM} is missing; install it")
        self._program = found
        self._options = tuple(options)
        self._reading: subprocess.Popen[bytes] | None = None

    def command(self, language: str) -> list[str]:
        """What is run: nothing in it comes from a patient."""
        voice = _VOICES.get(language, "en-us")
        return [self._program, "--stdin", "-b", "1", "-s", _PACE, "-v", voice, *self._options]

    def speak(self, text: str, language: str) -> None:
        """Begin to read `text`; what was being read is cut off."""
        self.hush()
        # A program or a sound card that fails must not cost the patient the question.
        with contextlib.suppress(OSError):
            self._reading = subprocess.Popen(  # noqa: S603  a fixed command; the text is on its stdin
                self.command(language),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            assert self._reading.stdin is not None
            self._reading.stdin.write(text.encode("utf-8", "replace"))
            self._reading.stdin.close()

    def hush(self) -> None:
        """Stop reading."""
        if self._reading:
            self._reading.kill()
            self._reading.wait()
            self._reading = None

    def finish(self) -> None:
        """Wait until everything was read."""
        if self._reading:
            self._reading.wait()
            self._reading = None
