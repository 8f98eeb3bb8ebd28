"""Plain mode aloud, through the real espeak-ng: there is sound, and no text on a command line."""

import array
import os
import time
import wave
from pathlib import Path

import pytest

from kiosk.plain.speech import Speech

pytestmark = pytest.mark.services


def loudness(path: Path) -> tuple[float, float]:
    """Seconds of sound, and its root mean square (0 is silence, 32,767 the most)."""
    with wave.open(str(path)) as sound:
        frames = sound.readframes(sound.getnframes())
        assert sound.getsampwidth() == 2
        samples = array.array("h", frames)
        mean = sum(each * each for each in samples) / max(1, len(samples))
        return sound.getnframes() / sound.getframerate(), mean**0.5


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "What is your first name?"), ("es", "¿Cuál es su apellido? El corazón, el niño.")],
)
def test_a_question_is_heard(tmp_path: Path, language: str, text: str) -> None:
    path = tmp_path / "said.wav"
    speech = Speech(("-w", str(path)))
    speech.speak(text, language)
    speech.finish()
    seconds, level = loudness(path)
    assert seconds > 1
    assert level > 500


def test_what_a_patient_entered_stands_on_no_command_line(tmp_path: Path) -> None:
    """The program is held on its input, so that its command line can be read while it runs."""
    pipe = tmp_path / "held.wav"
    os.mkfifo(pipe)
    speech = Speech(("-w", str(pipe)))
    speech.speak("You answered: Zdenka Quillfeather. -f /etc/passwd", "en")
    assert speech._reading is not None
    place = Path(f"/proc/{speech._reading.pid}/cmdline")
    end = time.monotonic() + 30
    # For a moment after it has begun, a program has no command line yet.
    while not (command := place.read_bytes()) and time.monotonic() < end:
        time.sleep(0.01)
    assert b"Zdenka" not in command
    assert b"passwd" not in command
    assert b"--stdin" in command
    speech.hush()
    assert speech._reading is None


def test_typing_stops_the_voice(tmp_path: Path) -> None:
    speech = Speech(("-w", str(tmp_path / "long.wav")))
    speech.speak("word " * 5_000, "en")
    reading = speech._reading
    speech.hush()
    assert reading is not None
    assert reading.poll() is not None
