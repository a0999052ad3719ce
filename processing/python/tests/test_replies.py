"""How results of request plugins become HTTP replies."""

import unittest
from typing import Any, Iterator

from millrace_worker.replies import ReplyError, reply_of


class FlaskLike:
    status_code: Any = 418
    headers: Any = {"X-Tea": "pot"}
    data: Any = "short"

    def __flask_response__(self) -> bool:
        return True

    def get_data(self) -> Any:
        return self.data


def told(result: Any) -> "tuple[int, dict[str, str], bytes]":
    reply = reply_of(result)
    return reply.status, dict(reply.headers), reply.body


def generated() -> "Iterator[Any]":
    yield "a"
    yield b"b"
    yield b"\xff"
    yield 1
    yield "c"


HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}
TEXT = {"Content-Type": "text/plain"}
BYTES = {"Content-Type": "application/octet-stream"}


class ReplyTest(unittest.TestCase):
    def test_first_matching_rule_wins(self) -> None:
        for result, expected in (
            (FlaskLike(), (418, {"X-Tea": "pot"}, b"short")),
            ("é", (200, HTML, "é".encode())),
            ({"a": [1, None, "é"]}, (200, JSON, b'{"a": [1, null, "\\u00e9"]}')),
            ([1, float("nan")], (200, JSON, b"[1, NaN]")),
            (b"\x00\xff", (200, BYTES, b"\x00\xff")),
            (generated(), (200, HTML, b"abc")),
            ((), (200, HTML, b"")),
            ({"set"}, (200, HTML, b"set")),
            (("a", "b", "c", "d"), (200, HTML, b"abcd")),
            (("x",), (200, HTML, b"x")),
            (("x", 201), (201, HTML, b"x")),
            (("x", True), (500, HTML, b"x")),
            (("x", {"X-A": "b"}), (200, {**HTML, "X-A": "b"}, b"x")),
            (("x", "ignored"), (200, HTML, b"x")),
            (({"a": 1}, 202, {"content-type": "x/y"}), (202, {"content-type": "x/y"}, b'{"a": 1}')),
            ((None, 204), (204, TEXT, b"None")),
            ((b"\xff", 200), (200, BYTES, b"\xff")),
            (("x", 99), (500, HTML, b"x")),
            (("x", 1000), (500, HTML, b"x")),
        ):
            self.assertEqual(told(result), expected, repr(result))

    def test_refuses_other_results(self) -> None:
        for result in (None, 5, 1.5, object()):
            with self.assertRaises(ReplyError) as caught:
                reply_of(result)
            self.assertEqual(str(caught.exception), "Unsupported return type from Python function")

    def test_refuses_broken_tuples(self) -> None:
        for result, error in (
            (("x", 200, "body"), ReplyError),
            (("x", 200, {"a": 1}), TypeError),
            (("x", {1: "a"}), TypeError),
            (("x", 70000), OverflowError),
            (("x", -1), OverflowError),
            ({"a": object()}, TypeError),
        ):
            with self.assertRaises(error):
                reply_of(result)

    def test_explains_the_old_order(self) -> None:
        with self.assertRaisesRegex(ReplyError, "^expected a dictionary in header item: return \\(body, status"):
            reply_of((200, {"X": "y"}, "body"))

    def test_refuses_broken_flask_likes(self) -> None:
        for name, value in (("status_code", "200"), ("status_code", 65536), ("data", b"x"), ("headers", {"a": 1})):
            broken = FlaskLike()
            setattr(broken, name, value)
            with self.assertRaises((TypeError, OverflowError)):
                reply_of(broken)

    def test_drops_what_http_cannot_carry(self) -> None:
        reply = reply_of(("x", {"bad name": "x", "X-Good": "a\r\nSet-Cookie: b", "X-Fine": "ok"}))
        self.assertEqual(reply.headers, [("Content-Type", "text/html"), ("X-Good", ""), ("X-Fine", "ok")])
        self.assertEqual(len(reply.notes), 2)

    def test_subclasses_of_str_travel_as_plain_text(self) -> None:
        class Loud(str):
            def __str__(self) -> str:
                return "LOUD"

        reply = reply_of((Loud("x"), {Loud("X-A"): Loud("b")}))
        self.assertEqual(reply.body, b"x")
        self.assertTrue(all(type(part) is str for header in reply.headers for part in header))
