"""Makes rows out of columns: a dict each, of tags, fields and time, in that order.

Numbers come as raw bytes and tags once for each series. A comprehension made for the names of the columns builds the
dicts with nothing but local variables, which is the fastest way there is in Python.
"""

from typing import Any, Callable

_MAKERS_LIMIT = 64

#: Comprehensions by the names of tags and fields.
_makers: "dict[tuple[tuple[str, ...], tuple[str, ...]], Callable[..., list[dict[str, Any]]]]" = {}

# Bound early: a plugin that replaces builtins must not reach the protocol.
_eval, _map, _memoryview, _repr, _zip = eval, map, memoryview, repr, zip


def rows_of(columns: "tuple[Any, ...]") -> "list[dict[str, Any]]":
    """Returns the rows of a COLUMNS frame."""
    tag_names, series, series_of_rows, fields, times = columns
    names = tuple([name for name, _, _ in fields])
    maker = _makers.get((tag_names, names))
    if maker is None:
        if len(_makers) >= _MAKERS_LIMIT:
            _makers.clear()
        maker = _makers[tag_names, names] = _maker(tag_names, names)
    values = [column if kind == "s" else _memoryview(column).cast(kind) for _, kind, column in fields]
    tags = _map(series.__getitem__, _memoryview(series_of_rows).cast("I"))
    return maker(_zip(tags, *values, _memoryview(times).cast("q")))


def _maker(tag_names: "tuple[str, ...]", names: "tuple[str, ...]") -> "Callable[..., list[dict[str, Any]]]":
    tags = [f"t{i}" for i in range(len(tag_names))]
    values = [f"v{i}" for i in range(len(names))]
    members = [f"{_repr(name)}: {local}" for name, local in [*_zip(tag_names, tags), *_zip(names, values)]]
    tag_tuple = "(" + "".join(tag + ", " for tag in tags) + ")" if tags else "_"
    row = "{" + ", ".join([*members, "'time': time"]) + "}"
    text = f"lambda rows: [{row} for {', '.join([tag_tuple, *values, 'time'])} in rows]"
    maker: "Callable[..., list[dict[str, Any]]]" = _eval(text, {"__builtins__": {}})
    return maker
