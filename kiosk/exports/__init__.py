"""Handing records over: spreadsheet files, JSON Lines, de-identified or not, each with a manifest.

Owns the shape of exported files. Must not select or open records: whoever calls does, and is audited.
"""

from kiosk.exports.folder import digest
from kiosk.exports.handover import export
from kiosk.exports.maker import UNREADABLE
from kiosk.exports.manifest import verify_export
from kiosk.exports.sinks import as_object
from kiosk.exports.values import MANIFEST, Damaged, ExportRow, File, Format, Manifest, Request

__all__ = [
    "MANIFEST",
    "UNREADABLE",
    "Damaged",
    "ExportRow",
    "File",
    "Format",
    "Manifest",
    "Request",
    "as_object",
    "digest",
    "export",
    "verify_export",
]
