"""A PKCS#11 module that fails as told: builds ``shim.c`` and shares a page of memory with it."""

import ctypes
import mmap
import os
import shutil
import subprocess
import time
from enum import IntEnum, auto
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
ALWAYS = -1
OWN_PIN_PAD, PIN_LOW, PIN_FINAL_TRY, PIN_LOCKED, PIN_TO_BE_CHANGED = (
    0x100, 0x10000, 0x20000, 0x40000, 0x80000,
)  # fmt: skip
"""CKF_* of CK_TOKEN_INFO."""


class Function(IntEnum):
    """The order is that of ``FUNCTIONS`` in shim_state.h."""

    INITIALIZE = 0
    FINALIZE = auto()
    GET_SLOT_LIST = auto()
    GET_TOKEN_INFO = auto()
    GET_MECHANISM_LIST = auto()
    OPEN_SESSION = auto()
    CLOSE_SESSION = auto()
    LOGIN = auto()
    LOGOUT = auto()
    GET_ATTRIBUTE_VALUE = auto()
    FIND_OBJECTS_INIT = auto()
    FIND_OBJECTS = auto()
    FIND_OBJECTS_FINAL = auto()
    SIGN_INIT = auto()
    SIGN = auto()
    SIGN_FINAL = auto()


class _Fault(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_int64) for name in ("function", "skip", "times", "code", "unplug", "flags")
    ]


class _Slot(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int64) for name in ("id_and_one", "absent", "removals", "stuck")]


class _Control(ctypes.Structure):
    """``struct control`` of shim_state.h; ``size`` holds the two together.

    ``flags_set`` and ``flags_clear`` are CKF_* of every token, ``pad_pin`` is what is typed on its
    PIN pad. A ``stubborn`` module says nothing when the session of a token that was pulled out is
    ended, and does not see that token again until it is started anew. ``calls`` counts by Function.
    """

    _fields_ = [
        ("size", ctypes.c_int64),
        ("faults", _Fault * 8),
        ("slots", _Slot * 32),
        *[
            (name, ctypes.c_int64)
            for name in ("sign_delay_ms", "hold_sign", "flags_set", "flags_clear", "stubborn")
        ],
        ("pad_pin", ctypes.c_char * 32),
        ("label", ctypes.c_char * 33),
        ("calls", ctypes.c_int64 * len(Function)),
        *[
            (name, ctypes.c_int64)
            for name in (
                *("open_sessions", "most_sessions", "null_pins", "empty_pins", "holding"),
                *("owner", "inside", "foreign_thread_calls", "overlapping_calls"),
            )
        ],
    ]


class Shim:
    """One module for a process. ``control`` may be written and read at any time."""

    def __init__(self, folder: Path, target: Path) -> None:
        """Build into ``folder``. ``target`` is copied, so that a process may use it as well."""
        self.module = folder / "shim.so"
        behind = Path(shutil.copy(target, folder / "behind.so"))
        subprocess.run(
            [
                *("gcc", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-O1"),
                *("-I/usr/include/p11-kit-1", "-o", str(self.module), str(SOURCE), "-ldl"),
            ],
            check=True,
        )
        file = folder / "control"
        file.write_bytes(bytes(ctypes.sizeof(_Control)))
        with file.open("r+b") as stream:
            self._memory = mmap.mmap(stream.fileno(), 0)
        self.control = _Control.from_buffer(self._memory)
        self.environment = {"SHIM_TARGET": str(behind), "SHIM_CONTROL": str(file)}
        self.reset()

    def reset(self) -> None:
        """A token that behaves, nothing counted; the thread that calls next owns the module.

        Sessions that are open stay counted.
        """
        sessions = self.control.open_sessions
        removals = [(each.id_and_one, each.removals) for each in self.control.slots]
        ctypes.memset(ctypes.byref(self.control), 0, ctypes.sizeof(_Control))
        self.control.size = ctypes.sizeof(_Control)
        self.control.open_sessions = self.control.most_sessions = sessions
        for slot, (number, count) in zip(self.control.slots, removals, strict=True):
            slot.id_and_one, slot.removals = number, count

    def fail(
        self,
        function: Function,
        code: int,
        *,
        after: int = 0,
        times: int = 1,
        unplug: bool = False,
        flags: int = 0,
    ) -> None:
        """Let ``function`` return ``code`` (CKR_*) after ``after`` calls that succeed.

        ``times`` may be ALWAYS. ``unplug`` pulls the token out at that moment, ``flags`` (CKF_*)
        are set on all tokens.
        """
        free = next(each for each in self.control.faults if each.times == 0)
        free.function, free.skip, free.code = function, after, code
        free.unplug, free.flags = unplug, flags
        free.times = times

    def unplug(self, slot: int) -> None:
        """Pull the token out: its sessions and its login are gone for good."""
        place = self._place(slot)
        place.absent, place.removals = 1, place.removals + 1

    def plug(self, slot: int) -> None:
        """Plug it in again."""
        self._place(slot).absent = 0

    def hold_sign(self) -> None:
        """C_Sign does not return until :meth:`release_sign`."""
        self.control.hold_sign = 1

    def release_sign(self) -> None:
        self.control.hold_sign = 0

    def wait_until_held(self) -> None:
        """Return once a call of C_Sign is being held."""
        while not self.control.holding:
            time.sleep(0.001)

    def calls(self, function: Function) -> int:
        """How often it was called since :meth:`reset`; for C_Sign, signatures asked for."""
        return int(self.control.calls[function])

    def _place(self, slot: int) -> _Slot:
        place: _Slot = next(each for each in self.control.slots if each.id_and_one in (0, slot + 1))
        place.id_and_one = slot + 1
        return place

    def say_label(self, label: str) -> None:
        """Every token is labelled so from now on."""
        self.control.label = label.encode()


def built_shim(folder: Path, target: Path) -> Shim:
    """The module in ``folder``, with this process's environment set for it to be loaded."""
    shim = Shim(folder, target)
    os.environ.update(shim.environment)
    return shim
