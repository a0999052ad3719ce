"""The optional sandbox of a worker: which files a plugin reaches, and which calls of the kernel.

Landlock takes away every file but those named, signals to processes outside, and the abstract socket names; a seccomp filter
takes away calls that no plugin needs. Both hold for what the plugin starts and cannot be undone. The network stays.

Source: ``linux/landlock.h``, ``linux/seccomp.h`` of Linux 6.12.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from typing import NoReturn

#: Exit status of a worker that cannot confine itself as it was told to.
EXIT_UNCONFINED = 71

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_FILE_ONLY = _EXECUTE | _WRITE_FILE | _READ_FILE
#: File rights by the first version of Landlock that knows them.
_RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
_SCOPES = 3  # abstract sockets and signals, from version 6 on
_IOCTL = 1 << 15

#: What Python and common packages read, where it exists. Nothing that tells of other processes or users' secrets.
_SYSTEM = (
    "/usr", "/lib", "/lib64", "/bin", "/opt", "/etc/ssl", "/etc/ca-certificates", "/etc/pki", "/etc/resolv.conf",
    "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/localtime", "/etc/timezone",
    "/etc/passwd", "/etc/group", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/mime.types",
    "/run/systemd/resolve", "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/loadavg",
    "/proc/uptime", "/proc/version", "/proc/diskstats", "/proc/net", "/proc/sys", "/sys/devices/system/cpu",
    "/sys/fs/cgroup", "/dev/urandom", "/dev/random", "/dev/zero",
)  # fmt: skip
_DEVICES = ("/dev/null", "/dev/tty", "/dev/shm")

#: Calls that are refused with EPERM: processes of others, mounts, modules, the kernel's own programs.
_REFUSED = {
    "x86_64": (0xC000003E, (101, 165, 166, 155, 169, 175, 176, 246, 250, 272, 298, 304, 308, 310, 311, 313, 321, 323)),
    "aarch64": (0xC00000B7, (117, 40, 39, 41, 142, 105, 106, 104, 219, 97, 241, 265, 268, 270, 271, 273, 280, 282)),
}
_PR_SET_SECCOMP, _FILTER_MODE = 22, 2


def enter(readable: str, writable: str) -> None:
    """Confines this process for good; ends it when the kernel cannot.

    Both are paths joined by colons; what may be written may be read, too.
    """
    if sys.platform != "linux":
        _fail(f"there is none on {sys.platform}")
    libc = ctypes.CDLL(None, use_errno=True)
    version = _call(libc, _CREATE_RULESET, None, 0, _VERSION_FLAG)
    if version < 1:
        _fail("the kernel has no Landlock, or it is switched off")
    _landlock(libc, version, readable.split(":"), writable.split(":"))
    _seccomp(libc)


def _landlock(libc: ctypes.CDLL, version: int, readable: "list[str]", writable: "list[str]") -> None:
    handled = sum(rights for since, rights in _RIGHTS.items() if since <= version)
    # Newer fields of the structure are left out for kernels that would refuse them.
    attributes = struct.pack("<QQQ", handled, 0, _SCOPES if version >= 6 else 0)[: 24 if version >= 6 else 8]
    ruleset = _call(libc, _CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        _fail(f"Landlock: {os.strerror(-ruleset)}")
    for path in (*_SYSTEM, *readable, *sys.path, sys.prefix, sys.base_prefix, os.path.dirname(__file__)):
        _allow(libc, ruleset, path, _READ)
    for path in _DEVICES:
        _allow(libc, ruleset, path, handled & (_READ | _WRITE_FILE | _IOCTL) if path != "/dev/shm" else handled)
    for path in writable:
        _allow(libc, ruleset, path, handled & ~_EXECUTE)
    refused = _call(libc, _RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    if refused < 0:
        _fail(f"Landlock: {os.strerror(-refused)}")


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not there: nothing to allow
        return
    try:
        if not os.path.isdir(path):
            rights &= _FILE_ONLY | _IOCTL
        answer = _call(libc, _ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("<Qi", rights, descriptor), 0)
        if answer < 0:
            _fail(f"Landlock, {path}: {os.strerror(-answer)}")
    finally:
        os.close(descriptor)


def _seccomp(libc: ctypes.CDLL) -> None:
    machine = _REFUSED.get(platform.machine())
    if machine is None:
        _fail(f"no filter of system calls for {platform.machine()}")
    architecture, calls = machine
    load_architecture, load_number = (0x20, 0, 0, 4), (0x20, 0, 0, 0)
    allow, refuse = (0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, 0x00050000 | errno.EPERM)
    program = [load_architecture, (0x15, 1, 0, architecture), refuse, load_number]
    program += [(0x15, len(calls) - i, 0, number) for i, number in enumerate(calls)]
    program += [allow, refuse]
    code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *instruction) for instruction in program))
    filter_ = struct.pack("@HP", len(program), ctypes.addressof(code))
    if libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.c_char_p(filter_), 0, 0) != 0:
        _fail(f"seccomp: {os.strerror(ctypes.get_errno())}")


def _call(libc: ctypes.CDLL, number: int, *arguments: object) -> int:
    """Makes a system call; a negative result is the error's number."""
    passed = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result: int = libc.syscall(ctypes.c_long(number), *passed)
    return result if result >= 0 else -ctypes.get_errno()


def _fail(reason: str) -> NoReturn:
    print(f"the plugin sandbox cannot be entered: {reason}", flush=True)
    os._exit(EXIT_UNCONFINED)
