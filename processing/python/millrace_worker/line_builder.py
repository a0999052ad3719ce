"""``LineBuilder``: builds one line of line protocol. A builtin of every plugin."""

from collections import OrderedDict
from typing import Any, Optional


class InfluxDBError(Exception):
    """Base of everything a LineBuilder refuses."""


class InvalidMeasurementError(InfluxDBError):
    """The measurement cannot be written."""


class InvalidKeyError(InfluxDBError):
    """A tag or field key cannot be written."""


class InvalidLineError(InfluxDBError):
    """The line has no field."""


class LineBuilder:
    """Collects a measurement, tags, fields and a time; ``build`` returns them as line protocol.

    All mutators return the builder. Keys keep the position of their first use.
    """

    InfluxDBError = InfluxDBError
    InvalidMeasurementError = InvalidMeasurementError
    InvalidKeyError = InvalidKeyError
    InvalidLineError = InvalidLineError

    def __init__(self, measurement: str) -> None:
        if " " in measurement:
            raise InvalidMeasurementError("Measurement name cannot contain spaces")
        self.measurement = measurement
        self.tags: "OrderedDict[str, str]" = OrderedDict()
        self.fields: "OrderedDict[str, str]" = OrderedDict()
        self._timestamp_ns: Optional[int] = None

    def tag(self, key: str, value: Any) -> "LineBuilder":
        """Sets a tag; the value is turned into text."""
        self._check_key(key, "tag")
        self.tags[key] = str(value)
        return self

    def int64_field(self, key: str, value: int) -> "LineBuilder":
        """Sets a signed integer field."""
        self._check_key(key, "field")
        self.fields[key] = f"{value}i"
        return self

    def uint64_field(self, key: str, value: int) -> "LineBuilder":
        """Sets an unsigned integer field."""
        self._check_key(key, "field")
        if value < 0:
            raise ValueError(f"uint64 field '{key}' cannot be negative")
        self.fields[key] = f"{value}u"
        return self

    def float64_field(self, key: str, value: float) -> "LineBuilder":
        """Sets a float field; whole numbers keep a ``.0``."""
        self._check_key(key, "field")
        self.fields[key] = f"{int(value)}.0" if value % 1 == 0 else str(value)
        return self

    def string_field(self, key: str, value: str) -> "LineBuilder":
        """Sets a string field."""
        self._check_key(key, "field")
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        self.fields[key] = f'"{escaped}"'
        return self

    def bool_field(self, key: str, value: bool) -> "LineBuilder":
        """Sets a boolean field."""
        self._check_key(key, "field")
        self.fields[key] = "t" if value else "f"
        return self

    def time_ns(self, timestamp_ns: int) -> "LineBuilder":
        """Sets the time, nanoseconds since the epoch; without one the server gives the time of the write."""
        self._timestamp_ns = timestamp_ns
        return self

    def build(self) -> str:
        """Returns the line; may be called again."""
        line = self.measurement.replace(",", "\\,").replace(" ", "\\ ")
        if self.tags:
            line += "," + ",".join(f"{key}={_escape_value(value)}" for key, value in self.tags.items())
        if not self.fields:
            raise InvalidLineError(f"At least one field is required: {line}")
        line += " " + ",".join(f"{_escape_value(key)}={value}" for key, value in self.fields.items())
        if self._timestamp_ns is not None:
            line += f" {self._timestamp_ns}"
        return line

    @staticmethod
    def _check_key(key: str, kind: str) -> None:
        if not key:
            raise InvalidKeyError(f"{kind} key cannot be empty")
        if " " in key:
            raise InvalidKeyError(f"{kind} key '{key}' cannot contain spaces")
        if "," in key:
            raise InvalidKeyError(f"{kind} key '{key}' cannot contain commas")
        if "=" in key:
            raise InvalidKeyError(f"{kind} key '{key}' cannot contain equals signs")


def _escape_value(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=").replace(" ", "\\ ")
