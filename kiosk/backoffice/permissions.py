"""Which role may do what: the one table.

Owns the decision and its reasons. The front desk sees who is there and whether staff must come, never
an answer, a flag or a page: the patient's own sheet repeats illnesses and medicines, so it is no
exception. An administrator may do what a clinician may, because a small clinic has one account and
set-up makes it an administrator's.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kiosk.records.keys import Role


class Action(StrEnum):
    """Everything that staff can ask for."""

    LIST = "list"
    ACKNOWLEDGE = "acknowledge"
    SEE_DRAFTS = "see_drafts"
    REOPEN_DRAFT = "reopen_draft"
    DISCARD_DRAFT = "discard_draft"
    STATUS = "status"
    ISSUE_CODE = "issue_code"
    OPEN = "open"
    PRINT = "print"
    MEASURE = "measure"
    REVIEW = "review"
    DECIDE = "decide"
    AMEND = "amend"
    TRANSCRIBE = "transcribe"
    EXPORT = "export"
    REPORT = "report"
    VERIFY = "verify"
    BACK_UP = "back_up"
    PURGE = "purge"
    ACCOUNTS = "accounts"
    SETTINGS = "settings"
    OWN_PASSPHRASE = "own_passphrase"  # noqa: S105  an action's name, no secret


_EVERYBODY = frozenset(Role)
_CLINICAL = frozenset({Role.CLINICIAN, Role.ADMINISTRATOR})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

ALLOWED: Final[Mapping[Action, frozenset[Role]]] = MappingProxyType(
    {
        Action.LIST: _EVERYBODY,
        Action.ACKNOWLEDGE: _EVERYBODY,
        Action.SEE_DRAFTS: _EVERYBODY,
        Action.REOPEN_DRAFT: _EVERYBODY,
        Action.STATUS: _EVERYBODY,
        Action.ISSUE_CODE: _EVERYBODY,
        Action.OWN_PASSPHRASE: _EVERYBODY,
        # Answers that nobody handed in are lost with it.
        Action.DISCARD_DRAFT: _CLINICAL,
        Action.OPEN: _CLINICAL,
        Action.PRINT: _CLINICAL,
        Action.MEASURE: _CLINICAL,
        Action.REVIEW: _CLINICAL,
        Action.DECIDE: _CLINICAL,
        Action.AMEND: _CLINICAL,
        # Whoever types a paper form in reads it.
        Action.TRANSCRIBE: _CLINICAL,
        Action.EXPORT: _CLINICAL,
        Action.REPORT: _CLINICAL,
        Action.VERIFY: _CLINICAL,
        Action.BACK_UP: _CLINICAL,
        Action.PURGE: _ADMINISTRATOR,
        Action.ACCOUNTS: _ADMINISTRATOR,
        Action.SETTINGS: _ADMINISTRATOR,
    }
)


def may(role: Role, action: Action) -> bool:
    """Whether the table lets `role` do `action`."""
    return role in ALLOWED[action]


def sees_clinical(role: Role) -> bool:
    """Whether reasons, flags and answers may be shown to `role`."""
    return may(role, Action.OPEN)
