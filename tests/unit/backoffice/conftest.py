"""Fixtures: a clinic whose staff are at work."""

from tests.support.back_room import room, set_up_once

__all__ = ["room", "set_up_once"]
