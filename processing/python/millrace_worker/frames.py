"""Frames between server and worker.

A frame is ``u32 little-endian payload length | u8 type | payload``; the payload is one value in ``marshal`` format.
The reference is docs/reference/formats/worker-frames.md; the Java side reads the same example bytes in its tests.
"""

import marshal
import struct
from typing import Any, Final

HEADER: Final = struct.Struct("<IB")

#: Longest payload either side accepts, bytes.
PAYLOAD_LIMIT: Final = 64 << 20

# Server to worker.
CALL: Final = 0x01
REPLY: Final = 0x02
REPLY_ERROR: Final = 0x03
ROWS: Final = 0x04
REPLY_CANCELLED: Final = 0x05
COLUMNS: Final = 0x06
REST: Final = 0x07

# Worker to server.
HELLO: Final = 0x10
LOG: Final = 0x11
WRITE: Final = 0x12
QUERY: Final = 0x13
WRITE_SYNC: Final = 0x14
GLOBAL_GET: Final = 0x15
GLOBAL_PUT: Final = 0x16
GLOBAL_DELETE: Final = 0x17
RESULT: Final = 0x18
ERROR: Final = 0x19
SOURCE: Final = 0x1A
BODY: Final = 0x1B
RESTING: Final = 0x1C

# Bound early: a plugin that replaces members of the standard modules must not reach the protocol.
_dumps = marshal.dumps
_loads = marshal.loads


class FrameTooLarge(Exception):
    """A value is too large to cross to the server."""


def encode(frame_type: int, value: Any) -> bytes:
    """Returns the frame holding a value; format version 2 has no references, which keeps the server's reader small."""
    payload = _dumps(value, 2)
    if len(payload) > PAYLOAD_LIMIT:
        raise FrameTooLarge(f"a message of {len(payload)} bytes exceeds the limit of {PAYLOAD_LIMIT} bytes")
    return HEADER.pack(len(payload), frame_type) + payload


def decode(payload: "bytes | bytearray | memoryview") -> Any:
    """Returns the value of a payload."""
    return _loads(payload)


def plain(text: str) -> str:
    """Returns the same text as an exact ``str``, which is all that marshal takes."""
    return "".join((text,))
