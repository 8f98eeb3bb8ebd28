"""The backup file: a sealed stream of files that shows any change and any cut.

Owns the format: one line of magic, one line of JSON (the key file, and the archive's own key sealed
to the clinic and recovery keys), then a tar in chunks of AES-256-GCM, each bound to its place and
to being the last or not. Must not know what the files mean.
"""

import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, BinaryIO

from kiosk.records import seal
from kiosk.records.faults import Damaged, NewerVersion

MAGIC = b"ketamine intake kiosk: sealed backup 1\n"
_FAMILY = b"ketamine intake kiosk: sealed backup "
_CHUNK = 1 << 20
_HEADER_LIMIT = 4 << 20


class Writer(io.RawIOBase):
    """What is written here goes out sealed; `finish` writes the last chunk."""

    def __init__(self, out: BinaryIO, keys: Mapping[str, Any], public: seal.PublicKeys) -> None:
        self._out = out
        self._key = os.urandom(32)
        header = {"to": seal.wraps(self._key, public), "keys": keys}
        self._head = json.dumps(header, separators=(",", ":")).encode() + b"\n"
        self._pending = bytearray()
        self._place = 0
        out.write(MAGIC + self._head)

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._pending += content
        while len(self._pending) > _CHUNK:
            self._put(bytes(self._pending[:_CHUNK]), last=False)
            del self._pending[:_CHUNK]
        return len(content)

    def finish(self) -> None:
        """Nothing can be written afterwards."""
        self._put(bytes(self._pending), last=True)

    def key(self) -> bytes:
        """For reading the archive back at once, without anyone's private key."""
        return self._key

    def _put(self, content: bytes, *, last: bool) -> None:
        sealed = seal.box(content, self._key, _bound(self._head, self._place, last))
        self._out.write(len(sealed).to_bytes(4, "big") + bytes([last]) + sealed)
        self._place += 1


class Reader(io.RawIOBase):
    """The opened stream of an archive. Raises Damaged at the first byte that was changed."""

    def __init__(self, source: BinaryIO, name: Path) -> None:
        self._source = source
        self._name = name
        self._size = os.fstat(source.fileno()).st_size
        self._head, self.header = _header(source, name)
        self._key = b""
        self._plain = b""
        self._place = 0
        self._ended = False

    def open_with(self, key: Callable[[Mapping[str, Any]], bytes]) -> None:
        """Give the archive's key, from its header (`seal.body_key` with a session's ring)."""
        self._key = key(self.header)

    def part(self) -> tuple[int, int]:
        """Bytes of the archive that were read, of how many."""
        return self._source.tell(), self._size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._plain and not self._ended:
            self._next()
        taken, self._plain = self._plain[: len(buffer)], self._plain[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def drain(self) -> None:
        """Read what is left, so that a cut or changed end is noticed."""
        while not self._ended:
            self._next()
        if self._source.read(1):
            raise Damaged(f"{self._name}: the backup is damaged: something follows its end")

    def _next(self) -> None:
        lead = self._source.read(5)
        if len(lead) < 5 or lead[4] > 1 or int.from_bytes(lead[:4], "big") > _CHUNK + 64:
            raise Damaged(f"{self._name}: the backup is cut short or damaged; use another one")
        sealed = self._source.read(int.from_bytes(lead[:4], "big"))
        last = bool(lead[4])
        try:
            self._plain = seal.unbox(sealed, self._key, _bound(self._head, self._place, last))
        except Damaged:
            raise Damaged(f"{self._name}: the backup is damaged; use another one") from None
        self._place += 1
        self._ended = last


def members(stream: Reader) -> Iterator[tuple[str, IO[bytes]]]:
    """(name, content) of each file in order; a name that leads outside the folder is refused."""
    with tarfile.open(fileobj=io.BufferedReader(stream), mode="r|") as tar:
        for member in tar:
            path = Path(member.name)
            content = tar.extractfile(member) if member.isreg() else None
            if content is None or path.is_absolute() or ".." in path.parts:
                raise Damaged(f"backup: {member.name!r} is not a plain file name")
            yield member.name, content


def add(tar: tarfile.TarFile, name: str, size: int, content: IO[bytes] | io.RawIOBase) -> None:
    """Put one file into the stream, with nothing but its name and size."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    tar.addfile(entry, content)


def _header(source: BinaryIO, name: Path) -> tuple[bytes, dict[str, Any]]:
    magic = source.readline(len(MAGIC) + 8)
    if magic.startswith(_FAMILY) and magic != MAGIC:
        raise NewerVersion(f"{name}: made by a newer kiosk; install that version")
    if magic != MAGIC:
        raise Damaged(f"{name}: expected a backup made by `kiosk backup`")
    line = source.readline(_HEADER_LIMIT)
    try:
        header = json.loads(line)
        if isinstance(header["to"], dict) and isinstance(header["keys"], dict):
            return line, header
    except (ValueError, KeyError, TypeError):
        pass
    raise Damaged(f"{name}: the head of the backup is damaged; use another one")


def _bound(head: bytes, place: int, last: bool) -> bytes:
    return seal.about("backup", place, last) + head
