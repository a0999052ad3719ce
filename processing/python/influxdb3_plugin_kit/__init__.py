"""What a plugin is given, as types for editors and type checkers.

Import them where only a checker looks, since the server does not have this package:

    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from influxdb3_plugin_kit import Args, Influxdb3Local, TableBatch

    def process_writes(influxdb3_local: "Influxdb3Local", table_batches: "list[TableBatch]", args: "Args" = None):
        ...

``influxdb3_plugin_kit.testing`` runs a plugin without a server. ``LineBuilder`` is a builtin of plugins; editors learn of
it from ``__builtins__.pyi`` beside this package.
"""

from typing import Any, Dict, List, Mapping, Optional, Protocol, Tuple, TypedDict, Union, overload

try:
    from typing import Literal
except ImportError:  # pragma: no cover
    raise ImportError("influxdb3_plugin_kit needs Python 3.8 or newer") from None

__all__ = [
    "Args",
    "Cache",
    "Columns",
    "Influxdb3Local",
    "Line",
    "Reply",
    "Row",
    "Rows",
    "TableBatch",
    "Value",
]

#: A cell: float, integer (signed or unsigned), text, truth, nanoseconds since the epoch for times, None for NULL.
Value = Union[float, int, str, bool, None]

#: One written row: its tags, the fields that were written in its line, and ``time`` in nanoseconds. What was not
#: written is absent.
Row = Dict[str, Value]

#: The rows of a query, every column in every row.
Rows = List[Dict[str, Any]]

#: The columns of a query, all of one length.
Columns = Dict[str, List[Any]]

#: The trigger's arguments, or None when it has none.
Args = Optional[Dict[str, str]]

#: What ``process_request`` may return: a body, or a tuple of body, status and headers.
Reply = Union[
    str,
    bytes,
    Dict[str, Any],
    List[Any],
    Tuple[Any, int],
    Tuple[Any, Mapping[str, str]],
    Tuple[Any, int, Mapping[str, str]],
]


class TableBatch(TypedDict):
    """The rows of one table that were written in one flush, in the order of their arrival."""

    table_name: str
    rows: List[Row]


class Line(Protocol):
    """Anything that builds line protocol, one line or several; ``LineBuilder`` is one."""

    def build(self) -> str: ...


class Cache(Protocol):
    """What lives on between the runs of a trigger."""

    def put(self, key: str, value: Any, ttl: Optional[float] = None, use_global: Optional[bool] = None) -> None:
        """Keeps a value, for ``ttl`` seconds or for ever. With ``use_global`` all triggers share it, pickled.

        Raises ValueError for a negative ``ttl``, TypeError for a global value that cannot be pickled.
        """

    def get(self, key: str, default: Any = None, use_global: Optional[bool] = None) -> Any:
        """Returns the value, the very object that was put in, or the default."""

    def delete(self, key: str, use_global: Optional[bool] = None) -> bool:
        """Removes a key; tells whether it was there."""


class Influxdb3Local(Protocol):
    """The database, as one run of a plugin sees it. Valid during that run, also from threads of the plugin."""

    @property
    def cache(self) -> Cache:
        """What lives on between runs."""

    def info(self, *args: Any) -> None:
        """Logs the arguments, joined by spaces, at level INFO."""

    def warn(self, *args: Any) -> None:
        """Logs the arguments, joined by spaces, at level WARN."""

    def error(self, *args: Any) -> None:
        """Logs the arguments, joined by spaces, at level ERROR."""

    def write(self, line: Line) -> None:
        """Writes lines to the trigger's database once the run has ended well; nothing is written if it fails."""

    def write_to_db(self, db_name: str, line: Line) -> None:
        """Writes lines to another database once the run has ended well."""

    def write_sync(self, line_builder: Line, no_sync: bool) -> None:
        """Writes lines now; returns when they are durable, or with ``no_sync`` when they are accepted.

        Raises Exception when they are refused.
        """

    def write_sync_to_db(self, db_name: str, line_builder: Line, no_sync: bool) -> None:
        """Writes lines to another database now."""

    @overload
    def query(
        self,
        query: str,
        args: Optional[Dict[str, str]] = None,
        database: Optional[str] = None,
        *,
        language: Literal["sql", "influxql"] = "sql",
        form: Literal["rows"] = "rows",
    ) -> Rows: ...

    @overload
    def query(
        self,
        query: str,
        args: Optional[Dict[str, str]] = None,
        database: Optional[str] = None,
        *,
        language: Literal["sql", "influxql"] = "sql",
        form: Literal["columns"],
    ) -> Columns: ...

    def query(self, query: str, args: Any = None, database: Any = None, *, language: str = "sql", form: str = "rows") -> Any:
        """Runs a statement. ``args`` are texts for ``$name``. Raises QueryError, which is named but not importable."""
