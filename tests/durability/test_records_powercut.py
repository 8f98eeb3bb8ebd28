"""A power cut: the kiosk writes inside a user-mode-linux kernel, and that kernel is killed.

What the guest's kernel had not yet put on its disk is gone then, as with a pulled plug. The disk is
mounted again, its journal is played back, and every acknowledged change is looked for.

    apt-get install user-mode-linux e2fsprogs
    KIOSK_POWER_CUTS=200 .venv/bin/python -m pytest tests/durability/test_records_powercut.py -m powercut -s

A cut takes about five seconds. KIOSK_POWER_CUTS defaults to 6. The guest sees the host's files
read-only.
"""

import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.durability.failing_disk import refuse_register_sets
from tests.durability.survey import Said

ROOT = Path(__file__).resolve().parents[2]
KERNEL = shutil.which("linux.uml") or shutil.which("linux")
CUTS = int(os.environ.get("KIOSK_POWER_CUTS", "6"))

NARROW = (
    "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-AVX512VL,-AVX512BW,-AVX_Fast_Unaligned_Load,-XSAVEC,-XSAVE",
    "OPENSSL_ia32cap=~0x1000000000000000:~0xFFFFFFFFFFFFFFFF",
)
"""In the guest's environment: the older way of keeping registers keeps no wide ones, so none are used."""

pytestmark = [
    pytest.mark.powercut,
    pytest.mark.timeout(60 + 30 * CUTS),
    pytest.mark.skipif(
        KERNEL is None or shutil.which("mkfs.ext4") is None or os.geteuid() != 0,
        reason="needs root, user-mode-linux and mkfs.ext4",
    ),
]


class Machine:
    """A disk image and the kernel that is started on it."""

    def __init__(self, folder: Path) -> None:
        self.disk = folder / "disk.img"
        self.said = folder / "said.json"
        self.said.write_text("[]")
        with self.disk.open("wb") as handle:
            handle.truncate(256 << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", str(self.disk)], check=True)

    def start(self, task: str, seed: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                str(KERNEL),
                *("mem=320M", f"ubda={self.disk}", "root=/dev/root", "rootfstype=hostfs"),
                *(
                    "rootflags=/",
                    "ro",
                    "quiet",
                    "con=null",
                    "con0=null,fd:1",
                    "random.trust_cpu=on",
                ),
                f"init={ROOT / 'tests/durability/powercut/init.sh'}",
                *NARROW,
                *(f"KIOSK_TREE={ROOT}", f"KIOSK_PYTHON={sys.executable}"),
                *(f"KIOSK_TASK={task}", f"KIOSK_SEED={seed}", f"KIOSK_SAID={self.said}"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=refuse_register_sets,
        )

    def run(self, task: str) -> list[str]:
        """A task that ends by itself: the lines of JSON that it said."""
        machine = self.start(task, 0)
        assert machine.stdout is not None
        output = b""
        try:
            while b"guest: end" not in output:
                ready, _, _ = select.select([machine.stdout], [], [], 60)
                piece = os.read(machine.stdout.fileno(), 65536) if ready else b""
                assert piece, f"the guest stopped while doing {task}: {output[-2000:]!r}"
                output += piece
            machine.wait(30)
        finally:
            cut(machine)
        return lines(output)

    def cut_while(self, task: str, seed: int, seconds: float) -> str:
        """Write for that long after the first change, then pull the plug; what was said till then."""
        machine = self.start(task, seed)
        assert machine.stdout is not None
        output, end = b"", None
        try:
            while end is None or time.monotonic() < end:
                left = 60.0 if end is None else max(0.0, end - time.monotonic())
                if not select.select([machine.stdout], [], [], left)[0]:
                    assert end is not None, f"the guest wrote nothing: {output[-2000:]!r}"
                    continue
                piece = os.read(machine.stdout.fileno(), 65536)
                assert piece, f"the guest ended by itself: {output[-2000:]!r}"
                output += piece
                if end is None and b'["done"' in output:
                    end = time.monotonic() + seconds
        finally:
            cut(machine)
            output += machine.stdout.read()
        whole = output[: output.rfind(b"\n") + 1]
        return "".join(f"{line}\n" for line in lines(whole))


def cut(machine: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the kernel and its helper processes, all at once."""
    try:
        os.killpg(machine.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    machine.wait(30)


def lines(output: bytes) -> list[str]:
    return [line for line in output.decode(errors="replace").splitlines() if line.startswith('["')]


def lost_after(machine: Machine, outputs: list[str]) -> list[str]:
    machine.said.write_text(json.dumps(outputs))
    (said,) = (json.loads(line) for line in machine.run("look"))
    return list(said[1])


def test_a_power_cut_loses_no_acknowledged_change(tmp_path: Path) -> None:
    machine, chance, outputs = Machine(tmp_path), random.Random(7), []
    machine.run("setup")
    for seed in range(CUTS):
        kind = ("rows", "kiosk")[seed % 2]
        outputs.append(machine.cut_while(kind, seed, chance.uniform(0.2, 2.0)))
        assert lost_after(machine, outputs) == [], f"after cut {seed + 1}"
    acknowledged = sum(len(Said.of(output.encode()).done) for output in outputs)
    assert acknowledged > CUTS
    print(f"{CUTS} power cuts, {acknowledged} acknowledged changes, 0 lost")  # noqa: T201


def test_without_fsync_the_same_cut_loses_acknowledged_changes(tmp_path: Path) -> None:
    """The control: it shows that the cut is a real one."""
    machine = Machine(tmp_path)
    machine.run("setup")
    for seed in range(3):
        output = machine.cut_while("rows-loose", seed, 0.7)
        if lost_after(machine, [output]):
            return
    pytest.fail("three cuts without any fsync lost nothing: this test cannot bite")
