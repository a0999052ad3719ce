"""The official Python client of InfluxDB 3: writes in three shapes, both languages, parameters, errors."""

import os

from influxdb_client_3 import InfluxDBClient3, Point, SYNCHRONOUS, WriteOptions, write_client_options

client = InfluxDBClient3(
    host=os.environ["SERVER_URL"],
    token=os.environ["SERVER_TOKEN"],
    database="python3",
    write_client_options=write_client_options(write_options=WriteOptions(write_type=SYNCHRONOUS.write_type)),
)
client.write("home,room=Kitchen temp=21.5,co=3i 1641024000000000000")
client.write(Point("home").tag("room", "Living Room").field("temp", 22.25).field("ok", True).time(1641024060, "s"))
client.write(
    [
        {"measurement": "home", "tags": {"room": "Bath"}, "fields": {"temp": 25.0, "note": 'a "b" \\'}, "time": 1641024120},
        "home,room=Attic temp=5.5 1641024180",
    ],
    write_precision="s",
)

table = client.query("SELECT room, temp, co, ok, note, time FROM home ORDER BY time")
table.validate(full=True)
for field in table.schema:
    print(field.name, field.type, (field.metadata or {}).get(b"iox::column::type", b"-").decode())
for row in table.to_pylist():
    print(row["room"], row["temp"], row["co"], row["ok"], row["note"], row["time"].isoformat())
print(client.query("SELECT room FROM home WHERE temp > $least ORDER BY room", query_parameters={"least": 22.0}).to_pydict())
means = client.query("SELECT mean(temp) FROM home GROUP BY room", language="influxql", mode="all")
print([(row["room"], row["mean"]) for row in means.to_pylist()])
print([batch.data.num_rows for batch in client.query("SELECT * FROM home", mode="chunk")])
try:
    client.query("SELECT * FROM nothing")
except Exception as refused:
    print(type(refused).__name__, "table 'public.iox.nothing' not found" in str(refused))
try:
    client.write("home temp=")
except Exception as refused:
    print(type(refused).__name__, "400" in str(refused))
print(client.get_server_version()[:2])
client.close()
