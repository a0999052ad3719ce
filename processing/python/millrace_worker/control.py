"""The control channel: the server opens lanes and cancels calls through it, and its end means the server is gone.

The channel is the worker's standard input, moved out of the plugin's reach. One line is one command:

    L <lane>            open one more lane
    C <lane> <call>     cancel a call
"""

import ctypes
import faulthandler
import os
import signal
import threading
from typing import Any, Callable

from .lanes import EXIT_LOST, Lane

_exit = os._exit
_read = os.read
_ident = threading.get_ident
_signal = signal.signal
_kill_thread = signal.pthread_kill
_raise_in_thread = ctypes.pythonapi.PyThreadState_SetAsyncExc


class Lanes:
    """The lanes of this process by number."""

    def __init__(self, connect: "Callable[[int], Lane]", serve: "Callable[[Lane], None]") -> None:
        self._connect = connect
        self._serve = serve
        self._lanes: "dict[int, Lane]" = {}

    def open_main(self) -> Lane:
        """Opens lane 0, which the main thread serves."""
        lane = self._lanes[0] = self._connect(0)
        return lane

    def open(self, number: int) -> None:
        """Opens one more lane on a thread of its own."""
        threading.Thread(target=self._run, args=(number,), name=f"lane-{number}", daemon=True).start()

    def cancel(self, number: int, call: int) -> None:
        """Marks a call as cancelled and interrupts it where that tears nothing apart."""
        lane = self._lanes.get(number)
        if lane is None:
            return
        lane.cancelled = call
        if number == 0:
            # Breaks system calls too; the handler below decides whether to raise.
            _kill_thread(lane.thread_ident, signal.SIGINT)
        elif lane.lock.acquire(blocking=False):
            try:
                if lane.running == call != lane.struck and lane.thread_ident not in lane.exchanging:
                    lane.struck = call
                    _raise_in_thread(ctypes.c_ulong(lane.thread_ident), ctypes.py_object(KeyboardInterrupt))
            finally:
                lane.lock.release()

    def on_interrupt(self, signal_number: int, frame: Any) -> None:
        """Raises in the main thread if its call is cancelled and it is not talking to the server."""
        lane = self._lanes.get(0)
        if lane is None or not lane.is_cancelled() or lane.struck == lane.running:
            return
        if _ident() not in lane.exchanging:
            lane.check_cancelled()

    def on_fork(self) -> None:
        """Cuts a forked child off from the server."""
        for lane in self._lanes.values():
            lane.close_after_fork()

    def _run(self, number: int) -> None:
        try:
            lane = self._lanes[number] = self._connect(number)
        except OSError:  # the server is gone, or its socket is
            _exit(EXIT_LOST)
        self._serve(lane)


def listen(descriptor: int, lanes: Lanes) -> None:
    """Obeys commands until the channel ends, then ends the process."""
    pending = b""
    while True:
        try:
            more = _read(descriptor, 4096)
        except OSError:
            more = b""
        if not more:
            _exit(0)
        pending += more
        while b"\n" in pending:
            line, pending = pending.split(b"\n", 1)
            command, *numbers = line.decode().split()
            if command == "L":
                lanes.open(int(numbers[0]))
            elif command == "C":
                lanes.cancel(int(numbers[0]), int(numbers[1]))


def catch_signals(lanes: Lanes, stacks: Any) -> None:
    """Installs the handlers: SIGINT cancels the main lane, SIGUSR1 writes all stacks even while C code runs."""
    faulthandler.register(signal.SIGUSR1, file=stacks, all_threads=True)
    faulthandler.enable()
    _signal(signal.SIGINT, lanes.on_interrupt)
