"""A lane: one socket carrying one strictly synchronous conversation with the server.

The server sends CALL; while the call runs, the worker may send one-way messages (LOG, WRITE) and questions that the
server answers at once; the worker ends the call with RESULT or ERROR. So nothing is ever demultiplexed and nobody
needs a reader thread. Threads that a plugin starts share the lane under its lock.

Cancelling must never tear a frame apart. A thread inside an exchange is therefore left alone and raises when the
exchange is over; everywhere else the exception may strike at any instruction.
"""

import os
import socket
import sys
import threading
from typing import Any, Callable

from . import frames
from .columns import rows_of

CANCELLED_TEXT = "influxdb3 is shutting down; aborting plugin execution"

#: Exit status of a worker that lost its server or can no longer speak to it.
EXIT_LOST = 70

_RECEIVE_BYTES = 1 << 16

_exit = os._exit
_ident = threading.get_ident


class ServerRefused(Exception):
    """The server answered a question with an error text."""


class Lane:
    """One connection to the server. ``number`` 0 belongs to the main thread."""

    def __init__(self, address: str, token: str, number: int) -> None:
        self.number = number
        self.thread_ident = _ident()
        self.lock = threading.Lock()
        #: Sequence number of the call that runs, or 0.
        self.running = 0
        #: Sequence number of the last call the server wants to end.
        self.cancelled = 0
        #: Sequence number of the last call in which KeyboardInterrupt was raised for that.
        self.struck = 0
        #: Threads within an exchange, or waiting to begin one.
        self.exchanging: "set[int]" = set()
        self._rest = b""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(address)
        self.send(frames.HELLO, (token, os.getpid(), number, sys.version.split()[0]))

    def is_cancelled(self) -> bool:
        """Tells whether the running call is to end."""
        return self.running != 0 and self.cancelled == self.running

    def check_cancelled(self) -> None:
        """Raises ``KeyboardInterrupt`` when the running call is to end."""
        if self.is_cancelled():
            self.struck = self.running
            raise KeyboardInterrupt(CANCELLED_TEXT)

    def tell(self, call: int, frame_type: int, value: Any) -> None:
        """Sends a one-way message of a call; nothing when that call is over."""
        frame = frames.encode(frame_type, value)
        self._exchange(call, lambda: self._send_frame(frame))

    def ask(self, call: int, frame_type: int, value: Any) -> Any:
        """Asks the server and returns its answer; raises ServerRefused with the text of a refusal."""
        frame = frames.encode(frame_type, value)

        def exchange() -> Any:
            self._send_frame(frame)
            answer, payload = self.receive()
            if answer == frames.REPLY_CANCELLED:
                self.cancelled = self.running
                return None
            if answer == frames.REPLY_ERROR:
                raise ServerRefused(frames.decode(payload))
            return frames.decode(payload)

        return self._exchange(call, exchange)

    def ask_rows(self, call: int, frame_type: int, value: Any) -> "list[dict[str, Any]]":
        """Asks for rows, which come in several frames; raises ServerRefused with the text of a refusal."""
        frame = frames.encode(frame_type, value)

        def exchange() -> "list[dict[str, Any]]":
            self._send_frame(frame)
            return self.receive_rows()

        rows: "list[dict[str, Any]]" = self._exchange(call, exchange)
        return rows

    def ask_columns(self, call: int, frame_type: int, value: Any) -> "dict[str, list[Any]]":
        """Asks for columns, whose values come in several frames; raises ServerRefused with the text of a refusal."""
        frame = frames.encode(frame_type, value)

        def exchange() -> "dict[str, list[Any]]":
            self._send_frame(frame)
            return self._receive_columns()

        columns: "dict[str, list[Any]]" = self._exchange(call, exchange)
        return columns

    def _receive_columns(self) -> "dict[str, list[Any]]":
        columns: "list[list[Any]]" = []
        while True:
            frame_type, payload = self.receive()
            if frame_type == frames.ROWS:
                parts = frames.decode(payload)
                if columns:
                    for column, part in zip(columns, parts):
                        column += part
                else:
                    columns = parts
            elif frame_type == frames.REPLY:
                names = frames.decode(payload)
                return dict(zip(names, columns or [[] for _ in names]))
            elif frame_type == frames.REPLY_CANCELLED:
                self.cancelled = self.running
                return {}
            elif frame_type == frames.REPLY_ERROR:
                raise ServerRefused(frames.decode(payload))
            else:
                _exit(EXIT_LOST)

    def receive_rows(self) -> "list[dict[str, Any]]":
        """Collects ROWS and COLUMNS frames up to the REPLY that ends them, or raises ServerRefused."""
        rows: "list[dict[str, Any]]" = []
        while True:
            frame_type, payload = self.receive()
            if frame_type == frames.ROWS:
                rows += frames.decode(payload)
            elif frame_type == frames.COLUMNS:
                rows += rows_of(frames.decode(payload))
            elif frame_type == frames.REPLY:
                return rows
            elif frame_type == frames.REPLY_CANCELLED:
                self.cancelled = self.running
                return []
            elif frame_type == frames.REPLY_ERROR:
                raise ServerRefused(frames.decode(payload))
            else:
                _exit(EXIT_LOST)

    def send(self, frame_type: int, value: Any) -> None:
        """Sends a message outside of an exchange: the caller knows that nobody else uses the lane."""
        self._send_frame(frames.encode(frame_type, value))

    def receive(self) -> "tuple[int, Any]":
        """Waits for the next frame; ends the process when the server is gone."""
        data = self._rest
        try:
            while len(data) < frames.HEADER.size:
                more = self._socket.recv(_RECEIVE_BYTES)
                if not more:
                    _exit(0)
                data = data + more if data else more
            length, frame_type = frames.HEADER.unpack_from(data)
            end = frames.HEADER.size + length
            if len(data) >= end:
                self._rest = data[end:]
                return frame_type, memoryview(data)[frames.HEADER.size : end]
            self._rest = b""
            return frame_type, self._receive_long(data, length)
        except OSError:
            _exit(EXIT_LOST)
            raise

    def close_after_fork(self) -> None:
        """Lets go of the connection in a forked child, which must never speak for its parent."""
        self._socket.close()

    def _receive_long(self, data: bytes, length: int) -> bytearray:
        payload = bytearray(length)
        filled = len(data) - frames.HEADER.size
        view = memoryview(payload)
        view[:filled] = memoryview(data)[frames.HEADER.size :]
        while filled < length:
            count = self._socket.recv_into(view[filled:], length - filled)
            if not count:
                _exit(0)
            filled += count
        return payload

    def _send_frame(self, frame: bytes) -> None:
        try:
            self._socket.sendall(frame)
        except OSError:
            _exit(EXIT_LOST)

    def _exchange(self, call: int, exchange: "Callable[[], Any]") -> Any:
        me = _ident()
        self.exchanging.add(me)
        try:
            with self.lock:
                if self.running != call:
                    raise RuntimeError("influxdb3_local is valid only during the run it was made for")
                self.check_cancelled()
                answer = exchange()
        finally:
            self.exchanging.discard(me)
        self.check_cancelled()
        return answer
