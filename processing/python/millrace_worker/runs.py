"""Serves calls on a lane: one after another, each in its own world, whatever the plugin does."""

import builtins
import datetime
import os
import threading
from typing import TYPE_CHECKING, Any, Iterator, NoReturn, Optional

from . import frames
from .api import PyPluginCallApi, send_deferred
from .cache import LOCAL, Cache, publish
from .lanes import CANCELLED_TEXT, EXIT_LOST
from .loader import Loader, PluginLoadError
from .replies import Reply, ReplyError, reply_of

if TYPE_CHECKING:
    from .lanes import Lane

_EPOCH = datetime.datetime(1970, 1, 1)

_TRACEBACK_FRAMES = 20
_TRACEBACK_CHARACTERS = 8192
_MESSAGE_CHARACTERS = 1 << 16

# Stages of a run, as named in the ERROR frame.
_LOAD, _RUN, _REPLY = "LOAD", "RUN", "REPLY"

LOADER = Loader()

#: What every plugin finds: a plugin that replaces a builtin does so for its own run only.
_BUILTINS = dict(vars(builtins))
_restore_builtins = vars(builtins).update

_exit = os._exit
_threads = threading.enumerate


class _Call:
    """A decoded CALL frame."""

    __slots__ = (
        "sequence", "entry", "database", "root", "file_name", "version", "event", "arguments", "lifetime"
    )  # fmt: skip

    def __init__(self, payload: Any) -> None:
        (
            self.sequence, self.entry, self.database, self.root, self.file_name, self.version, self.event,
            self.arguments, self.lifetime,
        ) = frames.decode(payload)  # fmt: skip


def serve(lane: "Lane") -> NoReturn:
    """Serves calls until the process ends.

    An exception that strikes between calls (a plugin's timer, a plugin's damage to the interpreter) ends the process at
    once: one that lingered, waiting for a plugin's threads, would leave the server waiting for an answer.
    """
    try:
        _serve(lane)
    except BaseException as error:
        print(_traceback_of(error))
    finally:
        _exit(EXIT_LOST)


def _serve(lane: "Lane") -> NoReturn:
    while True:
        frame_type, payload = lane.receive()
        if frame_type == frames.REST:
            lane.send(frames.RESTING, _keeps_nothing())
            continue
        if frame_type != frames.CALL:
            _exit(EXIT_LOST)
        call = _Call(payload)
        del payload
        answer, value = _serve_one(lane, call)
        _send_answer(lane, answer, value)
        del call, value


def _keeps_nothing() -> bool:
    """Whether ending this process between calls loses nothing a plugin could miss."""
    own = sum(1 for thread in _threads() if thread.name == "control" or thread.name.startswith("lane-"))
    return len(LOCAL) == 0 and not LOADER.keeps_packages() and len(_threads()) == own + 1


def _serve_one(lane: "Lane", call: _Call) -> "tuple[int, Any]":
    # Rows arrive before anything of the plugin runs: nothing may interrupt their exchange.
    positional = _positional(lane, call)
    lane.running = call.sequence
    run = _Run(lane, call)
    try:
        try:
            answer = frames.RESULT, run.execute(positional)
        except BaseException as error:  # SystemExit and KeyboardInterrupt too: no exception of a plugin ends its worker
            _restore_builtins(_BUILTINS)
            answer = frames.ERROR, _described(error, run.stage)
    except KeyboardInterrupt:  # cancelled while its own failure was being described
        answer = frames.ERROR, (run.stage, "KeyboardInterrupt", CANCELLED_TEXT, "")
    finally:
        _stop_running(lane)
    return answer


def _positional(lane: "Lane", call: _Call) -> "list[Any]":
    """The entry point's arguments between the API object and the trigger's arguments."""
    if call.entry == "process_writes":
        return [[{"table_name": table, "rows": lane.receive_rows()} for table in call.event]]
    if call.entry == "process_scheduled_call":
        return [_EPOCH + datetime.timedelta(seconds=call.event)]
    return list(call.event)


class _Run:
    """One run; ``stage`` tells how far it came."""

    def __init__(self, lane: "Lane", call: _Call) -> None:
        self.stage = _LOAD
        self._lane = lane
        self._call = call

    def execute(self, positional: "list[Any]") -> Any:
        """Returns the payload of the RESULT frame."""
        lane, call = self._lane, self._call
        cache = Cache(lane, call.sequence, call.lifetime)
        api = PyPluginCallApi(lane, call.sequence, call.database, cache)
        try:
            function = self._entry_point()
            self.stage = _RUN
            result = function(api, *positional, call.arguments)
            reply: Optional[Reply] = None
            if call.entry == "process_request":
                self.stage = _REPLY
                reply = reply_of(result)
                for note in reply.notes:
                    api.warn(note)
            self.stage = _RUN
            if reply is not None and reply.parts is not None:
                self._stream(reply, reply.parts)
                reply = None
            send_deferred(api)
        finally:
            publish(cache)
        return None if reply is None else (reply.status, reply.headers, reply.body)

    def _stream(self, reply: Reply, parts: "Iterator[bytes]") -> None:
        """Sends the reply part by part, each when the one before has left; ends the plugin's loop when nobody reads."""
        lane, call = self._lane, self._call.sequence
        wanted = lane.ask(call, frames.BODY, (reply.status, reply.headers, reply.body))
        while wanted:
            part = next(parts, None)
            if part is None:
                return
            wanted = lane.ask(call, frames.BODY, part)
        parts.close()  # type: ignore[attr-defined]

    def _entry_point(self) -> Any:
        lane, call = self._lane, self._call
        if call.root is not None:
            return LOADER.directory(call.entry, call.root, call.version)
        return LOADER.single_file(
            lane.number,
            call.entry,
            call.file_name,
            call.version,
            lambda: lane.ask(call.sequence, frames.SOURCE, None),
        )


def _stop_running(lane: "Lane") -> None:
    """Marks the run as over; a late cancellation lands here and is swallowed."""
    while True:
        try:
            _restore_builtins(_BUILTINS)
            with lane.lock:
                lane.running = 0
            return
        except KeyboardInterrupt:
            continue


def _described(error: BaseException, stage: str) -> "tuple[str, str, str, str]":
    """The payload of an ERROR frame: stage, exception type (or empty), text, traceback."""
    name = "" if isinstance(error, (PluginLoadError, ReplyError)) else frames.plain(type(error).__name__)
    return stage, name, _text_of(error)[:_MESSAGE_CHARACTERS], _traceback_of(error)


def _text_of(error: BaseException) -> str:
    try:
        return frames.plain(str(error))
    except BaseException:  # __str__ is the plugin's code too
        return "<unprintable exception>"


def _traceback_of(error: BaseException) -> str:
    """The traceback without the worker's own frames."""
    try:
        from traceback import format_exception  # takes a third of the time of a start, and most runs do not fail

        shown = error.__traceback__
        while shown is not None and shown.tb_frame.f_code.co_filename.startswith(_OWN_FOLDER):
            shown = shown.tb_next
        lines = format_exception(type(error), error, shown, limit=-_TRACEBACK_FRAMES)
        return frames.plain("".join(lines))[-_TRACEBACK_CHARACTERS:]
    except BaseException:
        return ""


_OWN_FOLDER = __file__.rsplit("/", 1)[0] + "/"


def _send_answer(lane: "Lane", answer: int, value: Any) -> None:
    with lane.lock:
        try:
            lane.send(answer, value)
        except (frames.FrameTooLarge, ValueError) as error:
            lane.send(frames.ERROR, (_REPLY, type(error).__name__, str(error), ""))
