"""A real alert command that answers when the test lets it: staff who take their time."""

import os
from pathlib import Path


class SlowCommand:
    """A command that reads its answer from a named pipe."""

    def __init__(self, folder: Path) -> None:
        self._pipe = folder / "answer"
        self.heard = folder / "heard"
        os.mkfifo(self._pipe)

    @property
    def setting(self) -> str:
        """The value of the setting `alert`."""
        return (
            f"command:sh -c 'echo $KIOSK_ALERT_KIND >> {self.heard}; "
            f'read answer < {self._pipe}; test "$answer" = yes\''
        )

    def answers(self, *, yes: bool) -> None:
        """Let the oldest waiting command end, well or badly."""
        self._pipe.write_text("yes\n" if yes else "no\n")
