"""Every protocol that this kiosk has judged by, kept so that a record can be judged again under its own.

Owns `protocols/` in the kiosk's folder: one ZIP file a digest, with the files that the digest covers and
nothing about a patient. Files are only ever added.
"""

import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.errors import BadFile, KioskError
from kiosk.files import sync_folder, write_whole
from kiosk.loading.clinic import FILE_IN_DIGEST, with_clinic_changes
from kiosk.loading.protocol import Folder, digest_of, read_files, read_folder
from kiosk.model.protocol import Protocol

FOLDER = "protocols"

_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_ENTRY = re.compile(r"(protocol|instruments|medications|clinic)/[A-Za-z0-9_][A-Za-z0-9_.-]*")
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The same for every entry, so that the same protocol gives the same archive."""


def keep(home: Path, folder: Folder) -> None:
    """Keep the files of `folder` under their digest; nothing happens when they are kept already.

    On the disk when it returns, readable by this account only. Raises KioskError.
    """
    path = _path(home, folder.protocol.digest)
    if path.exists():
        return
    contents = read_files(folder.files)
    if digest_of(contents) != folder.protocol.digest:
        raise BadFile(folder.path, "was changed while it was being read; start again")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, _packed(contents))
        sync_folder(home)
    except OSError as problem:
        raise KioskError(f"{path}: cannot be written ({problem.strerror})") from None


@contextmanager
def kept(home: Path, digest: str) -> Iterator[tuple[Protocol, Path]]:
    """The protocol that was kept under `digest`, and the folder of its medicines while it is open.

    Raises KioskError when there is none, or when it is not what was kept.
    """
    path = _path(home, digest)
    if not path.is_file():
        raise BadFile(
            path, "is missing, so what was judged by this protocol cannot be judged again"
        )
    with tempfile.TemporaryDirectory(prefix="kiosk-protocol-") as made:
        place = Path(made)
        _unpack(path, place)
        folder = read_folder(place / "protocol", place)
        if (place / FILE_IN_DIGEST).is_file():
            folder = with_clinic_changes(folder, place / FILE_IN_DIGEST, place)
        if folder.protocol.digest != digest:
            raise BadFile(path, "does not hold the protocol that it is named after")
        yield folder.protocol, place / "medications"


def digests(home: Path) -> list[str]:
    """Every protocol that is kept, by digest."""
    return [f"sha256:{path.stem}" for path in sorted((home / FOLDER).glob("*.zip"))]


def _path(home: Path, digest: str) -> Path:
    found = _DIGEST.fullmatch(digest)
    if not found:
        raise KioskError("protocol digest: expected sha256: and 64 hexadecimal digits")
    return home / FOLDER / f"{found[1]}.zip"


def _packed(contents: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(_entry(name), _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, contents[name])
    return whole.getvalue()


def _entry(name: str) -> str:
    # The digest names an instrument without its ending.
    return f"{name}.yaml" if name.startswith("instruments/") else name


def _unpack(path: Path, place: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if not _ENTRY.fullmatch(entry.filename):
                    raise BadFile(path, f"holds '{entry.filename}', which is no file of a protocol")
                target = place / entry.filename
                target.parent.mkdir(exist_ok=True)
                target.write_bytes(archive.read(entry))
    except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error) as problem:
        raise BadFile(path, f"cannot be read ({type(problem).__name__})") from None
