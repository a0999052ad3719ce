"""The documented vectors of LineBuilder."""

import unittest

from millrace_worker.line_builder import (
    InfluxDBError,
    InvalidKeyError,
    InvalidLineError,
    InvalidMeasurementError,
    LineBuilder,
)


class LineBuilderTest(unittest.TestCase):
    def test_builds_the_documented_lines(self) -> None:
        for line, expected in (
            (LineBuilder("m").int64_field("f", 1), "m f=1i"),
            (
                LineBuilder("my,m").tag("k", "a b,c=d\\e").float64_field("f", 1.0),
                "my\\,m,k=a\\ b\\,c\\=d\\\\e f=1.0",
            ),
            (
                LineBuilder("m")
                .float64_field("f", 0.1)
                .float64_field("g", 1e21)
                .float64_field("h", 1e-7)
                .float64_field("n", -0.0)
                .float64_field("i", 5),
                "m f=0.1,g=1000000000000000000000.0,h=1e-07,n=0.0,i=5.0",
            ),
            (LineBuilder("m").float64_field("f", float("inf")), "m f=inf"),
            (LineBuilder("m").string_field("s", 'a"b\\c'), 'm s="a\\"b\\\\c"'),
            (LineBuilder("m").bool_field("b", 0).bool_field("c", "x").time_ns(17), "m b=f,c=t 17"),
            (
                LineBuilder("m").tag("t", "1").tag("u", "2").int64_field("f", 1).tag("t", "3"),
                "m,t=3,u=2 f=1i",
            ),
            (LineBuilder("m").tag("t", "").int64_field("f", 1), "m,t= f=1i"),
            (LineBuilder("m").tag("a\\b", "v").int64_field("a\\b", 1), "m,a\\b=v a\\\\b=1i"),
            (
                LineBuilder("m").int64_field("z", 1).int64_field("a", 2).int64_field("z", 3),
                "m z=3i,a=2i",
            ),
            (
                LineBuilder("m").tag("t", 5).tag("u", None).uint64_field("f", 2**64 - 1),
                "m,t=5,u=None f=18446744073709551615u",
            ),
            (LineBuilder("m").int64_field("f", True).int64_field("g", 1.5), "m f=Truei,g=1.5i"),
        ):
            self.assertEqual(line.build(), expected)
            self.assertEqual(line.build(), expected)

    def test_refuses_what_cannot_be_written(self) -> None:
        builder = LineBuilder("m")
        for error, text, action in (
            (InvalidMeasurementError, "Measurement name cannot contain spaces", lambda: LineBuilder("m m")),
            (InvalidKeyError, "tag key 'a b' cannot contain spaces", lambda: builder.tag("a b", "x")),
            (InvalidKeyError, "tag key cannot be empty", lambda: builder.tag("", "x")),
            (InvalidKeyError, "field key 'a,b' cannot contain commas", lambda: builder.bool_field("a,b", True)),
            (InvalidKeyError, "field key 'a=b' cannot contain equals signs", lambda: builder.int64_field("a=b", 1)),
            (ValueError, "uint64 field 'f' cannot be negative", lambda: builder.uint64_field("f", -1)),
            (
                InvalidLineError,
                "At least one field is required: my\\,m,k=a\\ b",
                lambda: LineBuilder("my,m").tag("k", "a b").build(),
            ),
        ):
            with self.assertRaises(error) as caught:
                action()
            self.assertEqual(str(caught.exception), text)
        with self.assertRaises(TypeError):
            builder.float64_field("f", "5")  # type: ignore[arg-type]
        with self.assertRaises(AttributeError):
            builder.string_field("f", 5)  # type: ignore[arg-type]
        with self.assertRaises(TypeError):
            LineBuilder(5)  # type: ignore[arg-type]

    def test_errors_share_a_base_and_are_reachable_from_the_builder(self) -> None:
        for error in (InvalidKeyError, InvalidLineError, InvalidMeasurementError):
            self.assertTrue(issubclass(error, InfluxDBError))
        self.assertIs(LineBuilder.InvalidKeyError, InvalidKeyError)

    def test_mutators_return_the_builder(self) -> None:
        builder = LineBuilder("m")
        self.assertIs(builder.tag("a", 1).int64_field("b", 1).time_ns(1), builder)
        self.assertEqual(
            (builder.measurement, dict(builder.tags), dict(builder.fields)), ("m", {"a": "1"}, {"b": "1i"})
        )
        self.assertEqual(builder._timestamp_ns, 1)
