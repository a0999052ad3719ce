"""The Python client of InfluxDB 2: it writes, and asks in InfluxQL, since Flux has no endpoint here."""

import os

from influxdb_client import InfluxDBClient, Point, WritePrecision
from influxdb_client.client.write_api import SYNCHRONOUS, WriteOptions
from influxdb_client.rest import ApiException

client = InfluxDBClient(url=os.environ["SERVER_URL"], token=os.environ["SERVER_TOKEN"], org="anyone", enable_gzip=True)
print(client.ping())
write = client.write_api(write_options=SYNCHRONOUS)
write.write("python2", record="cpu,host=a v=1.5,n=2i 1641024000", write_precision=WritePrecision.S)
write.write("python2", record=[Point("cpu").tag("host", "b c").field("v", 2.5).field("ok", True).time(1641024060000, WritePrecision.MS)])
write.write("python2", record={"measurement": "cpu", "tags": {"host": "d"}, "fields": {"s": 'x"y'}, "time": 1641024120000000000})
with client.write_api(write_options=WriteOptions(batch_size=100, flush_interval=1_000_000)) as batches:
    for i in range(250):
        batches.write("python2", record=f"many v={i} {i + 1}")


def show(query):
    answer = client.api_client.call_api(
        "/query", "GET", query_params=[("db", "python2"), ("epoch", "s"), ("q", query)],
        header_params={"Authorization": "Token " + os.environ["SERVER_TOKEN"]}, response_type=object,
    )[0]
    for result in answer["results"]:
        for series in result["series"]:
            print(series["columns"], series["values"])


show("SELECT * FROM cpu; SELECT sum(v), count(v) FROM many")
client.delete_api().delete("1970-01-01T00:00:00Z", "2030-01-01T00:00:00Z", '_measurement="cpu" AND host="a"', bucket="python2")
show("SELECT host, v FROM cpu")
for attempt in (
    lambda: write.write("python2", record="cpu v="),
    lambda: client.query_api().query('from(bucket: "python2") |> range(start: 0)'),
    lambda: InfluxDBClient(url=os.environ["SERVER_URL"], token="wrong", org="x").write_api(write_options=SYNCHRONOUS).write("python2", record="m v=1"),
):
    try:
        attempt()
        print("done")
    except ApiException as refused:
        print(refused.status)
