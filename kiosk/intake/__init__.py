"""The one use case: answers to assessment, record, summary, delivered."""

from kiosk.intake.desk import FrontDesk, protocol_in_force
from kiosk.intake.patient import Finished, Intake, Step

__all__ = ["Finished", "FrontDesk", "Intake", "Step", "protocol_in_force"]
