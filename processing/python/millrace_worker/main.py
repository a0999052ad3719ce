"""Starts a worker: ``main(address, stacks)`` with the server's token and process id on the first line of stdin."""

import builtins
import os
import sys
import threading
from typing import Any

from . import line_builder
from .confine import confine
from .control import Lanes, catch_signals, listen
from .lanes import Lane
from .runs import serve

#: Seconds a thread keeps the interpreter while another waits: keeps light calls of busy triggers short.
_SWITCH_SECONDS = 0.001

_BUILTINS_OF_MAIN = ("LineBuilder", "InfluxDBError", "InvalidMeasurementError", "InvalidKeyError", "InvalidLineError")


def main(address: str, stacks_path: str) -> None:
    """Connects lane 0 to the server and serves it until the control channel ends."""
    control, (token, server_pid) = _take_control()
    confine(int(server_pid))
    stacks = open(stacks_path, "ab", buffering=0)
    _enter_sandbox()
    lanes = Lanes(lambda number: Lane(address, token, number), serve)
    _offer_line_builder()
    sys.setswitchinterval(_SWITCH_SECONDS)
    sys.argv = ["influxdb3"]
    catch_signals(lanes, stacks)
    os.register_at_fork(after_in_child=lanes.on_fork)
    lane = lanes.open_main()
    threading.Thread(target=listen, args=(control, lanes), name="control", daemon=True).start()
    serve(lane)


def _enter_sandbox() -> None:
    """Gives up what the server says the plugin is not to reach; it says nothing without `--plugin-sandbox`."""
    readable = os.environ.pop("MILLRACE_SANDBOX_READ", None)
    writable = os.environ.pop("MILLRACE_SANDBOX_WRITE", None)
    if readable is not None and writable is not None:
        from .sandbox import enter

        enter(readable, writable)


def _take_control() -> "tuple[int, list[str]]":
    """Moves stdin to a descriptor that no child inherits, and reads the server's first line."""
    control = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(control, 1)
        if not byte:
            os._exit(0)
        line += byte
    return control, line.decode().split()


def _offer_line_builder() -> None:
    offered: "dict[str, Any]" = {name: getattr(line_builder, name) for name in _BUILTINS_OF_MAIN}
    setattr(builtins, "LineBuilder", offered["LineBuilder"])
    vars(sys.modules["__main__"]).update(offered)
