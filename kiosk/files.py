"""Files written whole: whatever happens, the old one or the new one is there, never a part.

Owns the temporary name, the fsync and the rename. Knows nothing of what a file means, and passes
OSError on: whoever writes says what it is that could not be written.
"""

import os
import tempfile
from pathlib import Path


def put_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path`, readable by this account only; what stood there stays until then.

    The content is on the disk when this returns. The name is after `sync_folder`.
    """
    # A name of its own, so that what a power cut left behind is in nobody's way.
    descriptor, temporary = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_whole(path: Path, content: bytes) -> None:
    """`put_whole`, and the name is on the disk too: nothing of it can be lost."""
    put_whole(path, content)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make new, renamed and removed names in `path` durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
