"""Runs a plugin without a server, on the code that runs it in production.

    from influxdb3_plugin_kit.testing import PluginUnderTest

    plugin = PluginUnderTest("threshold.py", arguments={"limit": "50"}, database="sensors")
    plugin.answer("SELECT max(temp) FROM home", [{"max(home.temp)": 71.0}])
    run = plugin.process_writes({"home": [{"room": "kitchen", "temp": 71.0, "time": 1}]})
    assert run.written == {"sensors": ["alert,room=kitchen value=71.0"]}
    assert run.logs == ["WARN kitchen is hot"]

A failing plugin raises its own exception from the call, and has then written nothing but what it wrote with
``write_sync``. The cache lasts as long as the object, as a trigger's does. Line protocol is collected, not checked.
"""

import datetime
import itertools
import json
import os
import pathlib
import re
import threading
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple, Union

from millrace_worker import cache as worker_cache
from millrace_worker import frames, line_builder
from millrace_worker.api import PyPluginCallApi, send_deferred
from millrace_worker.cache import Cache, Namespace, publish
from millrace_worker.lanes import ServerRefused
from millrace_worker.loader import Loader
from millrace_worker.replies import reply_of

__all__ = ["HttpReply", "PluginRun", "PluginUnderTest"]

#: A streamed body is read up to this many parts: it may have no end.
_MOST_PARTS = 1000

_Rows = List[Dict[str, Any]]

#: What answers a query: rows, or a function of the statement's text and parameters that returns rows.
Answer = Union[_Rows, Callable[[str, Dict[str, str]], _Rows]]


class PluginRun:
    """What one run did.

    ``logs``: lines such as ``INFO text``, in order. ``written``: lines of line protocol by database, deferred and
    immediate ones in the order in which the server would get them. ``queries``: the statements it ran.
    """

    def __init__(self) -> None:
        self.logs: "List[str]" = []
        self.written: "Dict[str, List[str]]" = {}
        self.queries: "List[str]" = []


class HttpReply(PluginRun):
    """What ``process_request`` answered, besides what the run did. Header names are in lower case."""

    def __init__(self) -> None:
        super().__init__()
        self.status = 0
        self.headers: "Dict[str, str]" = {}
        self.body = b""

    @property
    def text(self) -> str:
        """The body, decoded."""
        return self.body.decode()

    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


class PluginUnderTest:
    """A plugin as one trigger runs it.

    ``path`` is a file, or a folder with ``__init__.py``; ``arguments`` are the trigger's; ``database`` is the trigger's.
    Not for several threads at once.
    """

    def __init__(
        self,
        path: "Union[str, os.PathLike[str]]",
        arguments: "Optional[Mapping[str, str]]" = None,
        database: str = "test",
    ) -> None:
        self._path = pathlib.Path(path).absolute()
        if not self._path.exists():
            raise FileNotFoundError(f"no plugin at {self._path}")
        self._arguments = None if arguments is None else dict(arguments)
        self._database = database
        self._answers: "List[Tuple[Union[str, re.Pattern[str]], Answer]]" = []
        self._loader = Loader()
        self._cache = Namespace()
        self._near: "Dict[str, worker_cache.NearCopy]" = {}
        self._global: "Dict[str, Tuple[int, bytes]]" = {}
        self._calls = 0

    def answer(self, query: "Union[str, re.Pattern[str]]", rows: Answer) -> "PluginUnderTest":
        """Prepares the rows of a query: of exactly this text but for white space, or of any that a pattern finds.

        The last prepared one that fits answers. A query without one fails with ``QueryError``.
        """
        self._answers.append((_squeezed(query) if isinstance(query, str) else query, rows))
        return self

    def process_writes(self, tables: "Mapping[str, List[Dict[str, Any]]]") -> PluginRun:
        """Runs on rows by table, as a write trigger does."""
        batches = [{"table_name": name, "rows": [dict(row) for row in rows]} for name, rows in tables.items()]
        run = PluginRun()
        self._run("process_writes", [batches], run)
        return run

    def process_scheduled_call(self, at: "Optional[datetime.datetime]" = None) -> PluginRun:
        """Runs at an instant, by default now; the plugin gets it in UTC, naive and in whole seconds."""
        instant = datetime.datetime.now(datetime.timezone.utc) if at is None else at
        if instant.tzinfo is not None:
            instant = instant.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        run = PluginRun()
        self._run("process_scheduled_call", [instant.replace(microsecond=0)], run)
        return run

    def process_request(
        self,
        query: "Optional[Mapping[str, str]]" = None,
        headers: "Optional[Mapping[str, str]]" = None,
        body: "Union[bytes, str, Dict[str, Any], List[Any]]" = b"",
    ) -> HttpReply:
        """Runs on a request; a dict or list as body is sent as JSON."""
        sent = {name.lower(): value for name, value in (headers or {}).items() if name.lower() != "authorization"}
        run = HttpReply()
        result = self._run("process_request", [dict(query or {}), sent, _bytes_of(body)], run)
        run.status, run.body = result.status, result.body
        run.headers = {name.lower(): value for name, value in result.headers}
        return run

    def _run(self, entry: str, positional: "List[Any]", run: PluginRun) -> Any:
        self._calls += 1
        lane = _LocalLane(self, run, self._calls)
        saved = worker_cache.LOCAL, dict(worker_cache.NEAR)
        worker_cache.LOCAL = self._cache
        worker_cache.NEAR.clear()
        worker_cache.NEAR.update(self._near)
        cache = Cache(lane, self._calls, None)  # type: ignore[arg-type]
        api = PyPluginCallApi(lane, self._calls, self._database, cache)  # type: ignore[arg-type]
        try:
            with _PluginBuiltins():
                arguments = None if self._arguments is None else dict(self._arguments)
                result = self._entry_point(entry)(api, *positional, arguments)
                reply = reply_of(result) if entry == "process_request" else None
                if reply is not None and reply.parts is not None:
                    reply.body += b"".join(itertools.islice(reply.parts, _MOST_PARTS))
            for note in reply.notes if reply else ():
                api.warn(note)
            send_deferred(api)
            return reply
        finally:
            publish(cache)
            lane.running = 0
            self._near = dict(worker_cache.NEAR)
            worker_cache.LOCAL = saved[0]
            worker_cache.NEAR.clear()
            worker_cache.NEAR.update(saved[1])

    def _entry_point(self, entry: str) -> "Callable[..., Any]":
        if self._path.is_dir():
            newest = max(file.stat().st_mtime_ns for file in self._path.rglob("*.py"))
            return self._loader.directory(entry, str(self._path), newest)
        version = self._path.stat().st_mtime_ns
        return self._loader.single_file(0, entry, str(self._path), version, lambda: self._path.read_text("utf-8"))

    def rows_of(self, text: str, parameters: "Dict[str, str]") -> _Rows:
        """The prepared rows of a statement; raises LookupError when there are none."""
        squeezed = _squeezed(text)
        for wanted, rows in reversed(self._answers):
            if wanted == squeezed if isinstance(wanted, str) else wanted.search(text):
                return rows(text, parameters) if callable(rows) else [dict(row) for row in rows]
        raise LookupError(f"no answer was prepared for this query, see {PluginUnderTest.__name__}.answer")


class _LocalLane:
    """Stands where the server is: answers what a run asks."""

    def __init__(self, plugin: PluginUnderTest, run: PluginRun, call: int) -> None:
        self._plugin = plugin
        self._observed = run
        self._lock = threading.RLock()
        self.running = call

    def check_cancelled(self) -> None:
        """Nothing cancels a test's run."""

    def tell(self, call: int, frame_type: int, value: Any) -> None:
        """Takes a log line or deferred lines."""
        with self._lock:
            self._check(call)
            if frame_type == frames.LOG:
                self._observed.logs.append(f"{value[0]} {value[1]}")
            else:
                for database, lines in value:
                    self._wrote(database, lines)

    def ask(self, call: int, frame_type: int, value: Any) -> Any:
        """Answers a write or a question about the global cache."""
        with self._lock:
            self._check(call)
            shared = self._plugin._global
            if frame_type == frames.WRITE_SYNC:
                return self._wrote(value[0], value[1])
            if frame_type == frames.GLOBAL_PUT:
                version = shared.get(value[0], (0, b""))[0] + 1
                shared[value[0]] = (version, value[1])
                return version
            if frame_type == frames.GLOBAL_GET:
                found = shared.get(value[0])
                return None if found is None else (found[0], None if found[0] == value[1] else found[1])
            return shared.pop(value, None) is not None

    def ask_rows(self, call: int, frame_type: int, value: Any) -> _Rows:
        """Answers a query with the rows that were prepared for it."""
        with self._lock:
            self._check(call)
            database, text, parameters = value[0], value[1], value[2]
            self._observed.queries.append(text)
            try:
                return self._plugin.rows_of(text, parameters)
            except LookupError as missing:
                raise ServerRefused(f"error: {missing.args[0]} executing query on {database}: {text}") from None

    def ask_columns(self, call: int, frame_type: int, value: Any) -> "Dict[str, List[Any]]":
        """Answers a query by columns."""
        rows = self.ask_rows(call, frame_type, value)
        return {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}

    def _wrote(self, database: str, lines: str) -> None:
        self._observed.written.setdefault(database, []).extend(lines.split("\n"))

    def _check(self, call: int) -> None:
        if self.running != call:
            raise RuntimeError("influxdb3_local is valid only during the run it was made for")


class _PluginBuiltins:
    """Offers what plugins find without importing, for as long as one runs."""

    def __enter__(self) -> None:
        import builtins

        self._had = getattr(builtins, "LineBuilder", None)
        setattr(builtins, "LineBuilder", line_builder.LineBuilder)

    def __exit__(self, *_: Any) -> None:
        import builtins

        if self._had is None:
            delattr(builtins, "LineBuilder")
        else:
            setattr(builtins, "LineBuilder", self._had)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _bytes_of(body: "Union[bytes, str, Dict[str, Any], List[Any]]") -> bytes:
    if isinstance(body, bytes):
        return body
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()
