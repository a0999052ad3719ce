"""What a worker gives up at its start: the server's process group, privileges, and outliving the server."""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_SIGKILL = 9

#: The kernel picks a worker rather than the database when memory runs out.
_OOM_SCORE_ADJUSTMENT = "700"


def confine(server_pid: int) -> None:
    """Confines this process; ends it when the server has gone meanwhile."""
    try:
        os.setsid()
    except OSError:  # already a leader
        pass
    _no_core_dumps()
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != server_pid:
        os._exit(0)
    try:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as adjustment:
            adjustment.write(_OOM_SCORE_ADJUSTMENT)
    except OSError:
        pass


def _no_core_dumps() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        pass
