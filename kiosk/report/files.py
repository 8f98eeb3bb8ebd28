"""A report as files: tables as CSV, charts as SVG or PNG, whole or not at all."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from kiosk.exports.cell import safe
from kiosk.exports.folder import private, publish, workshop
from kiosk.exports.sinks import CsvFiles, csv_name
from kiosk.report.chart import as_png, charts
from kiosk.report.counts import Count, Report

_TABLES = (
    "summary", "reasons", "results", "flags", "minutes", "medicines", "not_finished", "days",
    "typed_medicines",
)  # fmt: skip


def write_tables(report: Report, out: Path, *, words: bool) -> tuple[Path, ...]:
    """One CSV file a table. With `words` also what patients typed, which may hold anything.

    Raises BadFile when `out` cannot be written or holds one of the files; then nothing stays there.
    """
    with workshop(out, [csv_name(name) for name in _TABLES]) as work:
        files = CsvFiles(work)
        try:
            _fill(report, files, words)
        finally:
            files.close()
        publish(work, out, files.rows)
        return tuple(out / name for name in files.rows)


def write_charts(report: Report, out: Path, kind: Literal["svg", "png"]) -> tuple[Path, ...]:
    """One picture a chart. Raises BadFile as `write_tables` does."""
    drawn = charts(report)
    names = {f"{name}.{kind}": svg for name, svg in drawn.items()}
    with workshop(out, names) as work:
        for name, svg in names.items():
            content = as_png(svg) if kind == "png" else svg.encode()
            with open(work / name, "xb", opener=private) as file:
                file.write(content)
        publish(work, out, names)
    return tuple(out / name for name in names)


def _fill(report: Report, files: CsvFiles, words: bool) -> None:
    unknown, minutes = report.unrecognised, report.minutes
    _write(
        files,
        "summary",
        ("measure", "number"),
        [
            ("since", report.since),
            ("until", report.until),
            ("intakes", report.records),
            ("with an urgent flag", report.urgent),
            ("with a flag that a later answer took back", report.corrected),
            ("typed in from paper", report.transcribed),
            ("synthetic, not patients", report.synthetic),
            ("could not be read, not counted", report.unreadable),
            ("intakes that tell how long they took", minutes.known),
            ("minutes to complete, median", minutes.median),
            ("minutes to complete, 90 % within", minutes.p90),
            ("medicines listed", unknown.listed),
            ("medicines not recognised", unknown.entries),
            ("intakes with a medicine not recognised", unknown.records),
        ],
    )
    _counts(files, "reasons", report.reasons)
    _counts(files, "results", report.dispositions)
    flags = [(each.code, each.label, each.note, each.number) for each in report.flags]
    _write(files, "flags", ("rule", "label", "tier", "intakes"), flags)
    _counts(files, "minutes", minutes.spread)
    kinds = [(each.code, each.label, each.number) for each in unknown.kinds]
    _write(files, "medicines", ("code", "label", "entries"), kinds)
    _counts(files, "not_finished", report.abandoned)
    days = [(each.day, each.intakes, each.urgent, each.withheld) for each in report.days]
    _write(files, "days", ("day", "intakes", "urgent", "withheld"), days)
    if words:
        typed = [(each.code, each.number) for each in unknown.words]
        _write(files, "typed_medicines", ("typed", "times"), typed)


def _counts(files: CsvFiles, name: str, counts: Iterable[Count]) -> None:
    _write(files, name, ("code", "label", "intakes"), [(c.code, c.label, c.number) for c in counts])


def _write(
    files: CsvFiles, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    add = files.table(name, header)
    add(["" if cell is None else safe(str(cell)) for cell in row] for row in rows)
