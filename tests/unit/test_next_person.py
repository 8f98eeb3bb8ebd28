"""Whoever comes next never sees what the person before answered, and nobody who is still here loses it."""

from collections.abc import Callable

import pytest

from kiosk.intake import FrontDesk, Intake
from tests.support.failing_kiosk import database_taken, killed, last_seen, say, there, urgent_alerts

QUESTION = "emergency_symptoms"


def test_after_a_short_gap_the_same_patient_goes_on_with_the_silence_so_far(
    opens: Callable[[], FrontDesk],
) -> None:
    killed(opens, lambda intake: say(intake, QUESTION, "no"))
    desk = opens()
    last_seen(desk, desk.settings.away_seconds - 10)
    intake = there(desk.resume_local())
    assert intake.session.answers[QUESTION] == "no"
    assert intake.silent_seconds > desk.settings.idle_seconds


@pytest.mark.parametrize("clock_set_back", [False, True])
def test_the_next_person_never_sees_what_was_left_before(
    opens: Callable[[], FrontDesk], clock_set_back: bool
) -> None:
    """A kiosk that was killed, a tablet that was closed: opened later, it starts at the welcome page."""
    codes = opens().home / "code"
    killed(opens, lambda intake: codes.write_text(" ".join(intake.code)))
    desk = opens()
    away = desk.settings.away_seconds + 10
    last_seen(desk, -away if clock_set_back else away)
    assert desk.resume_local() is None
    assert desk.resume_local() is None
    assert desk.resume(codes.read_text()).session.at == QUESTION, "its code still opens it"


@pytest.mark.parametrize("opened_again", [False, True])
def test_an_alert_that_could_not_be_kept_goes_out_when_the_patient_is_gone(
    opens: Callable[[], FrontDesk], opened_again: bool
) -> None:
    def walks_away(intake: Intake) -> None:
        with database_taken(intake._desk):
            say(intake, "asq_1", "yes")

    killed(opens, walks_away)
    desk = opens()
    desk.set_aside_left()
    assert urgent_alerts(desk) == 0, "the patient may come back yet"
    last_seen(desk, desk.settings.away_seconds + 1)
    for _ in range(2):
        if opened_again:
            assert desk.resume_local() is None
        else:
            desk.set_aside_left()
    assert urgent_alerts(desk) == 1


def test_what_a_patient_answers_now_is_never_set_aside(opens: Callable[[], FrontDesk]) -> None:
    """Somebody who waits for staff on the emergency page touches nothing."""
    desk, courier = opens(), opens()
    intake = desk.begin("en")
    last_seen(desk, desk.settings.away_seconds * 10)
    courier.set_aside_left()
    say(intake, QUESTION, "no")
    intake.let_go()
    assert there(courier.resume_local()).session.answers[QUESTION] == "no"
