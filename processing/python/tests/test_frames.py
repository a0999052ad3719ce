"""The example frames of docs/reference/formats/worker-frames.md, which the Java tests read as well."""

import ast
import os
import re
import unittest

from millrace_worker import frames

_DOCUMENT = os.path.join(os.path.dirname(__file__), "../../../docs/reference/formats/worker-frames.md")
_EXAMPLE = re.compile(r"^([A-Z_]+) (.+)\n((?:    [0-9a-f ]+\n)+)", re.MULTILINE)


def examples() -> "list[tuple[str, object, bytes]]":
    with open(_DOCUMENT, encoding="utf-8") as file:
        found = _EXAMPLE.findall(file.read())
    return [(name, ast.literal_eval(value), bytes.fromhex(hexed)) for name, value, hexed in found]


class FramesTest(unittest.TestCase):
    def test_the_document_has_every_type(self) -> None:
        types = {name for name in vars(frames) if name.isupper()} - {"HEADER", "PAYLOAD_LIMIT"}
        self.assertEqual({name for name, _, _ in examples()}, types)

    def test_example_frames_decode_to_their_values(self) -> None:
        for name, value, frame in examples():
            length, frame_type = frames.HEADER.unpack_from(frame)
            self.assertEqual((length, frame_type), (len(frame) - frames.HEADER.size, getattr(frames, name)), name)
            self.assertEqual(frames.decode(frame[frames.HEADER.size :]), value, name)

    def test_the_workers_example_frames_are_what_it_sends(self) -> None:
        for name, value, frame in examples():
            if getattr(frames, name) >= frames.HELLO:
                self.assertEqual(frames.encode(getattr(frames, name), value).hex(" "), frame.hex(" "), name)

    def test_refuses_what_is_too_large(self) -> None:
        with self.assertRaises(frames.FrameTooLarge):
            frames.encode(frames.LOG, ("INFO", "x" * frames.PAYLOAD_LIMIT))

    def test_plain_text_loses_its_subclass(self) -> None:
        class Text(str):
            pass

        self.assertIs(type(frames.plain(Text("x"))), str)
