"""Writes a Parquet file as pyarrow does, and compares one of the server's to what it wrote."""

import datetime
import decimal
import sys

import pyarrow
import pyarrow.parquet

times = [1700000000123456789, -1, 0]
table = pyarrow.table(
    {
        "time": pyarrow.array(times, pyarrow.timestamp("ns", tz="UTC")),
        "room": pyarrow.array(["a b", "c", None]).dictionary_encode(),
        "t": pyarrow.array([1.5, float("nan"), 3.5]),
        "T": pyarrow.array([1.5, 2.5, None], pyarrow.float32()),
        "half": pyarrow.array([0.5, None, 1], pyarrow.float16()),
        "i8": pyarrow.array([-128, 127, None], pyarrow.int8()),
        "u64": pyarrow.array([2**64 - 1, None, 0], pyarrow.uint64()),
        "ok": pyarrow.array([True, None, False]),
        "s": pyarrow.array(['q"\\\nü', None, ""], pyarrow.large_string()),
        "dec": pyarrow.array([decimal.Decimal("1.25"), None, decimal.Decimal("-2")], pyarrow.decimal128(20, 2)),
        "day": pyarrow.array([datetime.date(2026, 1, 2), None, None]),
        "seen": pyarrow.array([1, None, None], pyarrow.timestamp("ms", tz="Asia/Kathmandu")),
        "none": pyarrow.nulls(3),
        "list": pyarrow.array([[1], [], None]),
    }
)
if sys.argv[1] == "write":
    for compression in ("snappy", "gzip", "brotli", "lz4", "zstd", "none"):
        pyarrow.parquet.write_table(table, f"{sys.argv[2]}/{compression}.parquet", compression=compression, row_group_size=2)
else:
    read = pyarrow.parquet.read_table(sys.argv[2]).sort_by("time")
    print([field.name + " " + field.metadata[b"iox::column::type"].decode().split("::")[-1] for field in read.schema])
    for row in read.select(["room", "t", "T", "half", "i8", "u64", "ok", "s", "dec", "day", "seen"]).to_pylist():
        print(row)
    print(read["time"].cast(pyarrow.int64()).to_pylist())
