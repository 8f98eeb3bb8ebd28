"""`kiosk drafts …`: intakes that somebody began and did not finish."""

import argparse
import sys

from kiosk.backoffice.waiting import discard as discard_draft
from kiosk.backoffice.waiting import reopen as reopen_draft
from kiosk.backoffice.waiting import waiting_drafts
from kiosk.commands.staff import signed_in


def list_drafts(options: argparse.Namespace) -> int:
    """When each was begun, how far it came, and whether somebody is answering now."""
    found = waiting_drafts(signed_in(options.staff))
    for draft in found:
        began = draft.begun_at.isoformat(sep=" ", timespec="minutes")
        last = draft.last_at.isoformat(sep=" ", timespec="minutes")
        state = "being answered" if draft.in_use else "waits"
        damaged = f"  {draft.damaged} answers cannot be read" if draft.damaged else ""
        after = f", after: {draft.last_question}" if draft.last_question else ""
        sys.stdout.write(
            f"{draft.id}  begun {began}  last {last}  {state}  {draft.name or 'name not given'}"
            f"  {draft.answered} answered{after}{damaged}\n"
        )
    sys.stderr.write(f"{len(found)} unfinished\n")
    return 0


def reopen(options: argparse.Namespace) -> int:
    """The next patient screen of this kiosk goes on with it."""
    reopen_draft(signed_in(options.staff), options.id).let_go()
    sys.stdout.write("The kiosk goes on with it when it next starts for a patient.\n")
    return 0


def discard(options: argparse.Namespace) -> int:
    """Remove it for good; who and why stand in the audit."""
    discard_draft(signed_in(options.staff), options.id, options.reason)
    sys.stdout.write(f"{options.id}  removed\n")
    return 0
