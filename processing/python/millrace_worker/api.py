"""``influxdb3_local``: what a plugin sees of the database during one run."""

import os
from typing import TYPE_CHECKING, Any, Optional

from . import frames
from .cache import LOCAL, Cache
from .lanes import ServerRefused

if TYPE_CHECKING:
    from .lanes import Lane

#: Deferred lines are sent in frames of about this size, bytes.
_WRITE_FRAME_BYTES = 1 << 18

#: Deferred lines one run may hold, bytes; the server keeps them in memory until the run has ended.
DEFERRED_LIMIT_BYTES = int(os.environ.pop("MILLRACE_OUTPUT_LIMIT", 64 << 20))

#: Longest text of one log line, characters.
_LOG_LIMIT = 1 << 20

_INTERNAL = "_internal"

_LANGUAGES = ("sql", "influxql")
_FORMS = ("rows", "columns")


class QueryError(Exception):
    """A query could not be run."""


QueryError.__module__ = "influxdb3_py_api"


class PyPluginCallApi:
    """Logs, writes, queries and the cache; valid only during the run it was made for.

    Safe for threads that the plugin starts. Every method but the cache's raises ``KeyboardInterrupt`` once the run is
    cancelled.
    """

    __slots__ = ("_lane", "_call", "_database", "_cache", "_deferred", "_deferred_bytes", "_unsent_bytes")

    def __init__(self, lane: "Lane", call: int, database: str, cache: Cache) -> None:
        self._lane = lane
        self._call = call
        self._database = database
        self._cache = cache
        self._deferred: "list[tuple[str, str]]" = []
        self._deferred_bytes = 0
        self._unsent_bytes = 0

    @property
    def cache(self) -> Cache:
        """What lives on between runs."""
        LOCAL.sweep()
        return self._cache

    def info(self, *args: Any) -> None:
        """Logs the arguments, joined by spaces, at level INFO."""
        self._log("INFO", args)

    def warn(self, *args: Any) -> None:
        """Logs the arguments, joined by spaces, at level WARN."""
        self._log("WARN", args)

    def error(self, *args: Any) -> None:
        """Logs the arguments, joined by spaces, at level ERROR."""
        self._log("ERROR", args)

    def write(self, line: Any) -> None:
        """Writes ``line.build()`` to the trigger's database once the run has ended well."""
        self._defer(self._database, line)

    def write_to_db(self, db_name: str, line: Any) -> None:
        """Writes ``line.build()`` to another database once the run has ended well."""
        self._defer(_text(db_name, "db_name"), line)

    def write_sync(self, line_builder: Any, no_sync: bool) -> None:
        """Writes ``line_builder.build()`` now; returns when it is durable, or with ``no_sync`` when it is accepted."""
        self._write_now(self._database, line_builder, no_sync)

    def write_sync_to_db(self, db_name: str, line_builder: Any, no_sync: bool) -> None:
        """Writes ``line_builder.build()`` to another database now."""
        self._write_now(_text(db_name, "db_name"), line_builder, no_sync)

    def query(
        self,
        query: str,
        args: "Optional[dict[str, str]]" = None,
        database: Optional[str] = None,
        *,
        language: str = "sql",
        form: str = "rows",
    ) -> Any:
        """Runs a statement; ``args`` are the values of ``$name`` placeholders.

        ``language`` is ``sql`` or ``influxql``. ``form`` is ``rows`` for a list of dicts, or ``columns`` for a dict of
        lists, one list for each column, which takes less time and memory and is what a data frame is made of.
        """
        self._lane.check_cancelled()
        text = _text(query, "query")
        target = self._database if database is None else _text(database, "database")
        question = (target, text, _parameters(args), _one_of(language, "language", _LANGUAGES).upper())
        by_columns = _one_of(form, "form", _FORMS) == "columns"
        try:
            if by_columns:
                return self._lane.ask_columns(self._call, frames.QUERY, (*question, True))
            return self._lane.ask_rows(self._call, frames.QUERY, (*question, False))
        except ServerRefused as refused:
            raise QueryError(str(refused)) from None

    def _log(self, level: str, args: "tuple[Any, ...]") -> None:
        self._lane.check_cancelled()
        text = " ".join([str(argument) for argument in args])
        if len(text) > _LOG_LIMIT:
            text = text[:_LOG_LIMIT] + "..."
        self._lane.tell(self._call, frames.LOG, (level, text))

    def _defer(self, database: str, line: Any) -> None:
        self._lane.check_cancelled()
        text = _build(line)
        _refuse_internal(database)
        self._deferred_bytes += len(text)
        if self._deferred_bytes > DEFERRED_LIMIT_BYTES:
            raise MemoryError(
                f"deferred writes of one run exceed {DEFERRED_LIMIT_BYTES} bytes; use write_sync for more"
            )
        self._deferred.append((database, text))
        self._unsent_bytes += len(text)
        if self._unsent_bytes > _WRITE_FRAME_BYTES:
            send_deferred(self)

    def _write_now(self, database: str, line: Any, no_sync: bool) -> None:
        self._lane.check_cancelled()
        text = _build(line)
        _refuse_internal(database)
        if not isinstance(no_sync, bool):
            raise TypeError(f"argument 'no_sync': '{type(no_sync).__name__}' object cannot be converted to 'PyBool'")
        try:
            self._lane.ask(self._call, frames.WRITE_SYNC, (database, text, no_sync))
        except ServerRefused as refused:
            raise Exception(str(refused)) from None


def send_deferred(api: PyPluginCallApi) -> None:
    """Hands collected deferred lines to the server, which writes them if the run ends well."""
    lines, api._deferred, api._unsent_bytes = api._deferred, [], 0
    if lines:
        api._lane.tell(api._call, frames.WRITE, lines)


def _build(line: Any) -> str:
    text = line.build()
    if not isinstance(text, str):
        raise TypeError(f"build() must return str, not {type(text).__name__}")
    return frames.plain(text)


def _refuse_internal(database: str) -> None:
    if database == _INTERNAL:
        raise Exception(f"error writing line protocol to {_INTERNAL}: Cannot write: cannot modify internal db")


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"argument '{name}': '{type(value).__name__}' object cannot be converted to 'PyString'")
    return frames.plain(value)


def _one_of(value: Any, name: str, allowed: "tuple[str, ...]") -> str:
    if value not in allowed:
        raise ValueError(f"argument '{name}': expected {' or '.join(map(repr, allowed))}, not {value!r}")
    return _text(value, name)


def _parameters(args: "Optional[dict[str, str]]") -> "dict[str, str]":
    if args is None:
        return {}
    if not isinstance(args, dict):
        raise TypeError(f"argument 'args': '{type(args).__name__}' object cannot be converted to 'PyDict'")
    return {_text(key, "args"): _text(value, "args") for key, value in args.items()}
