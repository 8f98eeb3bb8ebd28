"""Whether the questions must stay stopped, after a restart or when a code opens an intake again."""

from kiosk.clinical.assess import urgent_answers
from kiosk.intake.desk import FrontDesk
from kiosk.interview.session import Session


def must_stop(desk: FrontDesk, session: Session) -> bool:
    """An answer that stops the questions stands, and no staff have come yet."""
    if session.helped_by_staff:
        return False
    asked = [q for rule in desk.protocol.rules if rule.respond == "stop" for q in rule.questions]
    return any(
        flag.respond == "stop"
        for question in asked
        if question in session.answers
        for flag in urgent_answers(
            desk.protocol, desk.vocabulary, session.answers, question, day=desk.today()
        )
    )
