"""Whether the disk under a folder is encrypted, as far as this machine can tell.

Reads what the kernel says about block devices. "Cannot tell" is an answer, and what only may be
encrypted (by the disk itself, by the host of a virtual machine) is never called encrypted.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

MOUNTS = Path("/proc/self/mountinfo")
BLOCKS = Path("/sys/dev/block")
POOLS = Path("/sys/fs/btrfs")
_ENCRYPTING = {"ecryptfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs", "fuse.securefs"}
"""File systems that encrypt what they hold."""
_IN_MEMORY = {"tmpfs", "ramfs"}

Answer = Literal["encrypted", "plain", "memory", "unknown"]


@dataclass(frozen=True, slots=True)
class Disk:
    """What a folder lies on."""

    answer: Answer
    """`plain`: the kernel puts it on a device without encrypting it on the way."""
    what: str
    """The device or the file system, by name."""


def disk_of(
    folder: Path, *, mounts: Path = MOUNTS, blocks: Path = BLOCKS, pools: Path = POOLS
) -> Disk:
    """What the nearest folder that is there lies on."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        kind, source, number = _mount(folder.resolve(), mounts)
    except (OSError, ValueError):
        return Disk("unknown", sys.platform)
    if kind in _ENCRYPTING:
        return Disk("encrypted", kind)
    if kind in _IN_MEMORY:
        return Disk("memory", kind)
    if not source.startswith("/dev/"):
        return Disk("unknown", f"{kind} on {source}")
    try:
        devices = _members(source, pools) if kind == "btrfs" else [blocks / number]
        whole = all(_encrypted(each) for each in devices)
        return Disk("encrypted" if devices and whole else "plain" if devices else "unknown", source)
    except OSError:
        return Disk("unknown", source)


def _mount(folder: Path, mounts: Path) -> tuple[str, str, str]:
    """File system, source and device number of the last mount whose place leads to `folder`."""
    found = None
    for line in mounts.read_text("utf-8").splitlines():
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(), after.split()
        place = fields[4].encode("ascii", "backslashreplace").decode("unicode_escape")
        inside = folder.is_relative_to(place)
        if inside and (found is None or len(place) >= len(found[0])):
            found = place, (kinds[0], kinds[1], fields[2])
    if found is None:
        raise ValueError(folder)
    return found[1]


def _members(source: str, pools: Path) -> list[Path]:
    """Every disk of the btrfs file system that has the device `source` among them."""
    name = Path(source).resolve().name
    for members in pools.glob("*/devices"):
        found = list(members.iterdir())
        if any(each.name == name for each in found):
            return found
    return []


def _encrypted(device: Path) -> bool:
    """Whether every way from `device` down to the disks passes dm-crypt. Raises OSError."""
    real = device.resolve(strict=True)
    try:
        if (real / "dm" / "uuid").read_text("ascii").startswith("CRYPT-"):
            return True
    except FileNotFoundError:
        pass
    below = list((real / "slaves").iterdir()) if (real / "slaves").is_dir() else []
    return bool(below) and all(_encrypted(each) for each in below)
