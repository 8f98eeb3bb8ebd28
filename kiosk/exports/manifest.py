"""The manifest of an export: what it says, and whether a folder still matches it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from kiosk.exports.folder import digest
from kiosk.exports.values import MANIFEST, Anchor, File, Judged, Manifest, Request
from kiosk.model.protocol import Protocol
from kiosk.model.record import Record

Judging = tuple[str, str, str, str, str]
"""Form, its version, protocol, its version and digest."""

_CLOSED_FILTERS = {"status", "tier", "reviewed"}
"""Filters whose values are words of the kiosk's own."""

_COUNTED = (".csv", ".jsonl")
MADE = (*_COUNTED, ".xlsx")
"""Endings of the files that an export may have."""


def judging(record: Record) -> Judging:
    """The versions that led to `record`."""
    stamp = record.assessment.protocol
    return (record.form.id, record.form.version, stamp.id, stamp.version, stamp.digest)


def describe(
    request: Request,
    protocol: Protocol,
    versions: Counter[Judging],
    *,
    unreadable: int,
    expected: int | None,
    files: tuple[File, ...],
    notes: tuple[str, ...],
) -> Manifest:
    """The manifest. De-identified ones name the years of the filter and hide any text typed for it, who
    asked for it and why."""
    named = {"since": request.since, "until": request.until, **request.filters}
    staff, reason = request.staff, request.reason
    if request.deidentified:
        closed = {key: named[key] for key in named.keys() & _CLOSED_FILTERS}
        dates = {key: named[key][:4] for key in ("since", "until")}
        named = {**dict.fromkeys(named, "left out"), **closed, **dates}
        # Typed words may name a patient, and so may the name of who treats them.
        staff = reason = f"in the clinic's audit, entry {request.audit_count}"
    return Manifest(
        format=request.format,
        deidentified=request.deidentified,
        exported_at=request.now.isoformat(timespec="seconds"),
        staff=staff,
        reason=reason,
        filter={key: value for key, value in named.items() if value},
        records=versions.total(),
        unreadable=unreadable,
        expected=expected,
        protocol=protocol.id,
        protocol_version=protocol.version,
        protocol_digest=protocol.digest,
        versions=tuple(
            Judged(
                form=form,
                form_version=form_version,
                protocol=judged_by,
                protocol_version=version,
                digest=digest_,
                records=count,
            )
            for (form, form_version, judged_by, version, digest_), count in sorted(versions.items())
        ),
        audit=Anchor(count=request.audit_count, mac=request.audit_mac),
        files=files,
        notes=notes,
    )


def verify_export(folder: Path) -> list[str]:
    """What is wrong with an export, one line a problem; empty when every file is as it was made.

    Says nothing about files that no export makes. The manifest carries no signature: only the audit,
    which keeps its digest, knows whether it is the one that was written.
    """
    path = folder / MANIFEST
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return [f"{path}: is missing"]
    except OSError as problem:
        return [f"{path}: cannot be read ({problem.strerror})"]
    except ValidationError as problem:
        first = problem.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole file"
        return [f"{path}: {field}: expected a manifest as `kiosk records export` writes it"]
    problems = [f"{path}: {line}" for line in _contradictions(manifest)]
    problems += [line for file in manifest.files for line in _differs(folder, file)]
    known = {file.name for file in manifest.files}
    for found in sorted(folder.iterdir()):
        if found.suffix in MADE and found.name not in known:
            problems.append(f"{found}: is not part of this export")
    return problems


def _contradictions(manifest: Manifest) -> Iterator[str]:
    """What the manifest says in two places, where the two differ."""
    judged = sum(each.records for each in manifest.versions)
    if judged != manifest.records:
        yield f"records: expected {judged}, the sum of versions, found {manifest.records}"
    if manifest.expected is not None and manifest.expected < manifest.records:
        yield f"expected: {manifest.expected} is fewer than the records that were written"
    for file in manifest.files:
        if Path(file.name).stem == "records" and file.rows != manifest.records:
            yield f"files: {file.name}: {file.rows} rows, but {manifest.records} records"


def _differs(folder: Path, file: File) -> Iterator[str]:
    path = folder / file.name
    if Path(file.name).name != file.name:
        yield f"{folder / MANIFEST}: files: expected a plain name, got {file.name!r}"
        return
    try:
        size = path.stat().st_size
        if size != file.bytes:
            yield f"{path}: expected {file.bytes} bytes, found {size}"
        elif digest(path) != file.sha256:
            yield f"{path}: was changed since it was exported (SHA-256 differs)"
        elif path.suffix in _COUNTED and (rows := _rows(path)) != file.rows:
            yield f"{path}: expected {file.rows} rows, found {rows}"
    except FileNotFoundError:
        yield f"{path}: is missing"
    except OSError as problem:
        yield f"{path}: cannot be read ({problem.strerror})"


def _rows(path: Path) -> int:
    """Lines without the header; no cell holds a line break."""
    with path.open("rb") as file:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    return lines - (path.suffix == ".csv")
