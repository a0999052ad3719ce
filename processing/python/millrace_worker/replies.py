"""Turns what ``process_request`` returned into status, headers and body, as Flask would read it."""

from typing import Any, Iterable, Iterator, Optional

_HTML = "text/html"
_JSON = "application/json"
_TEXT = "text/plain"
_BYTES = "application/octet-stream"

_CONTENT_TYPE = "Content-Type"

#: An iterable's items are joined up to this size, bytes; what follows is sent as it is made.
_COLLECTED_BYTES = 1 << 16

#: Longest piece of a streamed body, bytes.
_PIECE_BYTES = 1 << 20
_TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


class ReplyError(Exception):
    """The returned value is no reply; the text is the whole message."""


class Reply:
    """An HTTP reply. ``notes`` are remarks for the trigger's log.

    ``parts`` makes the rest of a body that is sent while the plugin runs; None when ``body`` is all of it.
    """

    __slots__ = ("status", "headers", "body", "notes", "parts")

    def __init__(self, status: int, headers: "list[tuple[str, str]]", body: bytes, notes: "list[str]") -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.notes = notes
        self.parts: "Optional[Iterator[bytes]]" = None


def reply_of(result: Any) -> Reply:
    """Converts a result; the first matching rule wins. Raises whatever its members raise, or ReplyError."""
    marker = getattr(result, "__flask_response__", None)
    if marker is not None and marker() is True:
        return _flask_like(result)
    if isinstance(result, tuple) and 1 <= len(result) <= 3:
        return _tuple(result)
    if isinstance(result, (str, dict, list, bytes)):
        content_type, body = _body(result)
        return _reply(200, [(_CONTENT_TYPE, content_type)], {}, body)
    if hasattr(result, "__iter__"):
        parts = _readable(result)
        body, more = _joined(parts)
        reply = _reply(200, [(_CONTENT_TYPE, _HTML)], {}, body)
        reply.parts = parts if more else None
        return reply
    raise ReplyError("Unsupported return type from Python function")


def _flask_like(result: Any) -> Reply:
    status = result.status_code
    if not isinstance(status, int):
        raise TypeError(f"status_code must be int, not {type(status).__name__}")
    if not 0 <= status <= 65535:
        raise OverflowError(f"status_code {status} is out of range")
    body = result.get_data()
    if not isinstance(body, str):
        raise TypeError(f"get_data() must return str, not {type(body).__name__}")
    return _reply(status, [], _texts(dict(result.headers)), body.encode())


def _tuple(result: "tuple[Any, ...]") -> Reply:
    streamed = hasattr(result[0], "__next__")
    content_type, body = (_TEXT, b"") if streamed else _body(result[0])
    status = 200
    headers: "dict[str, str]" = {}
    if len(result) >= 2:
        if isinstance(result[1], int):
            status = int(result[1])
        elif isinstance(result[1], dict):
            headers.update(_texts(result[1]))
    if len(result) == 3:
        if not isinstance(result[2], dict):
            raise ReplyError(_header_item_text(result))
        headers.update(_texts(result[2]))
    if not 0 <= status <= 65535:
        raise OverflowError(f"status {status} is out of range")
    reply = _reply(status, [(_CONTENT_TYPE, content_type)], headers, body)
    if streamed:
        reply.parts = _streamed(result[0])
        # The first part is made before anything is sent: a plugin that fails at once still gets its error status.
        reply.body = next(reply.parts, b"")
    return reply


def _header_item_text(result: "tuple[Any, ...]") -> str:
    if isinstance(result[0], int) and isinstance(result[1], dict):
        return "expected a dictionary in header item: return (body, status, headers), not (status, headers, body)"
    return "expected a dictionary in header item"


def _body(item: Any) -> "tuple[str, bytes]":
    if isinstance(item, str):
        return _HTML, item.encode()
    if isinstance(item, (dict, list)):
        import json  # late: most triggers never answer a request

        return _JSON, json.dumps(item).encode()
    if isinstance(item, bytes):
        return _BYTES, bytes(item)
    return _TEXT, str(item).encode()


def _joined(parts: "Iterator[bytes]") -> "tuple[bytes, bool]":
    """Collects parts to a body; stops when it gets long, and tells whether there may be more."""
    collected = []
    size = 0
    for part in parts:
        collected.append(part)
        size += len(part)
        if size >= _COLLECTED_BYTES:
            return b"".join(collected), True
    return b"".join(collected), False


def _readable(items: "Iterable[Any]") -> "Iterator[bytes]":
    """The texts among the items; the rest is left out, bytes that are no text too."""
    for item in items:
        if isinstance(item, str):
            yield item.encode()
        elif isinstance(item, bytes):
            try:
                item.decode()
            except UnicodeDecodeError:
                continue
            yield item


def _streamed(items: "Iterator[Any]") -> "Iterator[bytes]":
    """The items as they are, long ones in pieces."""
    for item in items:
        if isinstance(item, str):
            item = item.encode()
        elif not isinstance(item, (bytes, bytearray)):
            raise TypeError(f"a streamed body is made of str and bytes, not {type(item).__name__}")
        for start in range(0, len(item), _PIECE_BYTES):
            yield bytes(item[start : start + _PIECE_BYTES])


def _texts(headers: "dict[Any, Any]") -> "dict[str, str]":
    for part in [*headers.keys(), *headers.values()]:
        if not isinstance(part, str):
            raise TypeError(f"header names and values must be str, not {type(part).__name__}")
    return headers


def _reply(status: int, defaults: "list[tuple[str, str]]", headers: "dict[str, str]", body: bytes) -> Reply:
    """Merges headers over defaults whatever their letter case, and drops what HTTP cannot carry."""
    notes: "list[str]" = []
    merged = {name.lower(): (name, value) for name, value in defaults}
    for name, value in headers.items():
        if not name or not _TOKEN.issuperset(name):
            notes.append(f"dropped reply header with illegal name {name!r}")
            continue
        if not all(character == "\t" or " " <= character <= "~" for character in value):
            notes.append(f"emptied illegal value of reply header {name!r}")
            value = ""
        merged[name.lower()] = (name, value)
    if not 100 <= status <= 999:
        notes.append(f"replaced illegal reply status {status} by 500")
        status = 500
    plain = [("".join((name,)), "".join((value,))) for name, value in merged.values()]
    return Reply(int(status), plain, body, notes)
