"""A kernel that refuses some calls of one process: a seccomp filter, no root and no compiler.

Linux on x86-64 and aarch64. The filter cannot be taken off again, so it is for a child process.
"""

import ctypes
import errno
import platform
import struct

_FSYNC = {"x86_64": (0xC000003E, 74, 75), "aarch64": (0xC00000B7, 82, 83)}
"""Audit architecture, and the numbers of fsync and fdatasync."""
_LINK = {"x86_64": (0xC000003E, 86, 265), "aarch64": (0xC00000B7, 37, 37)}
"""Audit architecture, and the numbers of link and linkat."""

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000


_PTRACE = {"x86_64": (0xC000003E, 101), "aarch64": (0xC00000B7, 117)}
"""Audit architecture, and the number of ptrace."""
_GETREGSET = 0x4204

_ARGUMENT = 16
"""Where the first argument of a call stands in what a filter sees."""


def available() -> bool:
    """Whether this machine's numbers are known."""
    return platform.system() == "Linux" and platform.machine() in _FSYNC


def refuse_fsync() -> None:
    """From now on every fsync and fdatasync of this process fails with EIO."""
    _refuse(_FSYNC, errno.EIO)


def refuse_links() -> None:
    """From now on every hard link that this process asks for fails with EPERM, as on FAT."""
    _refuse(_LINK, errno.EPERM)


def refuse_register_sets() -> None:
    """From now on PTRACE_GETREGSET of this process and its children fails with EIO.

    A user-mode Linux of Debian 12 sets aside too little room for the registers of newer processors
    and panics; without this call it takes the older one, which always fits.
    """
    architecture, number = _PTRACE[platform.machine()]
    _filter(
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, 5, architecture),
        (_LOAD, 0, 0, 0),
        (_EQUAL, 0, 3, number),
        (_LOAD, 0, 0, _ARGUMENT),
        (_EQUAL, 0, 1, _GETREGSET),
        (_RETURN, 0, 0, _ERRNO | errno.EIO),
        (_RETURN, 0, 0, _ALLOW),
    )


def _refuse(calls: dict[str, tuple[int, int, int]], error: int) -> None:
    architecture, first, second = calls[platform.machine()]
    _filter(
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, 4, architecture),
        (_LOAD, 0, 0, 0),
        (_EQUAL, 1, 0, first),
        (_EQUAL, 0, 1, second),
        (_RETURN, 0, 0, _ERRNO | error),
        (_RETURN, 0, 0, _ALLOW),
    )


def _filter(*steps: tuple[int, int, int, int]) -> None:
    program = b"".join(struct.pack("HBBI", *step) for step in steps)

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    libc = ctypes.CDLL(None, use_errno=True)
    filled = Program(len(program) // 8, program)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filled), 0, 0
    ):
        raise OSError(ctypes.get_errno(), "seccomp")
