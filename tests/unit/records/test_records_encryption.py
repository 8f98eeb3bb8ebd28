"""The doctor never calls a disk encrypted that it cannot see to be: on trees like the kernel's own."""

from pathlib import Path

import pytest

from kiosk.records import doctor
from kiosk.records.encryption import Disk, disk_of


class Machine:
    """Block devices and mounts as /sys and /proc show them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lines = ["21 1 8:1 / / rw - ext4 /dev/sda1 rw"]
        self.device("sda1", "8:1")

    def device(self, name: str, number: str, *below: str, uuid: str = "") -> None:
        """A device that lies on the devices `below`."""
        real = self.root / "devices" / name
        (real / "slaves").mkdir(parents=True)
        for each in below:
            (real / "slaves" / each).symlink_to(self.root / "devices" / each)
        if uuid:
            (real / "dm").mkdir()
            (real / "dm" / "uuid").write_text(f"{uuid}\n")
        (self.root / "block").mkdir(exist_ok=True)
        (self.root / "block" / number).symlink_to(real)

    def mounted(self, kind: str, source: str, number: str) -> Disk:
        """What the data folder lies on once this is mounted above it."""
        home = self.root / "home" / "data"
        home.mkdir(parents=True, exist_ok=True)
        self.lines.append(f"30 21 {number} / {home.parent} rw shared:1 - {kind} {source} rw")
        mounts = self.root / "mountinfo"
        mounts.write_text("\n".join([*self.lines, "31 21 0:4 / /proc rw - proc proc rw"]))
        blocks, pools = self.root / "block", self.root / "btrfs"
        return disk_of(home / "not-there-yet", mounts=mounts, blocks=blocks, pools=pools)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_volume_on_luks_is_encrypted(machine: Machine) -> None:
    machine.device("dm-0", "253:0", "sda1", uuid="CRYPT-LUKS2-0a1b-root")
    machine.device("dm-1", "253:1", "dm-0", uuid="LVM-abc")
    assert machine.mounted("ext4", "/dev/mapper/home", "253:1").answer == "encrypted"


def test_a_plain_disk_and_a_mirror_of_which_half_is_encrypted_are_not(machine: Machine) -> None:
    machine.device("dm-0", "253:0", "sda1", uuid="CRYPT-LUKS2-0a1b-half")
    machine.device("sdb1", "8:17")
    machine.device("md0", "9:0", "dm-0", "sdb1")
    assert machine.mounted("ext4", "/dev/md0", "9:0").answer == "plain"
    assert machine.mounted("ext4", "/dev/sdb1", "8:17").answer == "plain"


def test_every_disk_of_a_btrfs_counts(machine: Machine, tmp_path: Path) -> None:
    machine.device("dm-0", "253:0", "sda1", uuid="CRYPT-LUKS2-0a1b-one")
    machine.device("sdb1", "8:17")
    members = tmp_path / "btrfs" / "1234" / "devices"
    members.mkdir(parents=True)
    (members / "dm-0").symlink_to(tmp_path / "devices" / "dm-0")
    assert machine.mounted("btrfs", "/dev/dm-0", "0:31").answer == "encrypted"
    (members / "sdb1").symlink_to(tmp_path / "devices" / "sdb1")
    assert machine.mounted("btrfs", "/dev/dm-0", "0:31").answer == "plain"
    assert machine.mounted("btrfs", "/dev/dm-9", "0:31").answer == "unknown"


@pytest.mark.parametrize(
    ("kind", "source", "answer"),
    [
        ("nfs4", "server:/export", "unknown"),
        ("overlay", "overlay", "unknown"),
        ("zfs", "pool/home", "unknown"),
        ("ext4", "/dev/mapper/gone", "unknown"),
        ("ecryptfs", "/home/.ecryptfs/kiosk", "encrypted"),
        ("tmpfs", "tmpfs", "memory"),
    ],
)
def test_what_cannot_be_seen_is_unknown(
    machine: Machine, kind: str, source: str, answer: str
) -> None:
    assert machine.mounted(kind, source, "0:99").answer == answer


def test_a_machine_without_such_files_cannot_tell(tmp_path: Path) -> None:
    assert disk_of(tmp_path, mounts=tmp_path / "none").answer == "unknown"


def test_the_doctor_is_at_ease_only_with_an_encrypted_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for answer, ok in (
        ("encrypted", True),
        ("plain", False),
        ("unknown", False),
        ("memory", False),
    ):
        monkeypatch.setattr(doctor, "disk_of", lambda _, answer=answer: Disk(answer, "x"))
        found = doctor.encryption(tmp_path, "the records")
        assert (found.ok, found.stops) == (ok, False)
        assert ("cannot tell" in found.what) == (answer == "unknown")
