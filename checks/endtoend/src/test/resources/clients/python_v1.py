"""The Python client of InfluxDB 1.x: it asks for MessagePack."""

import os
import sys
from urllib.parse import urlparse

from influxdb import InfluxDBClient
from influxdb.exceptions import InfluxDBClientError

url = urlparse(os.environ["SERVER_URL"])
client = InfluxDBClient(url.hostname, url.port, "anybody", os.environ["SERVER_TOKEN"], "python1", gzip="--gzip" in sys.argv)
print(client.ping() != "")
client.create_database("python1")
print({"name": "python1"} in client.get_list_database())
client.create_retention_policy("old", "5200w", "1", database="python1", default=False)
print(sorted(policy["name"] for policy in client.get_list_retention_policies("python1")))
print(
    client.write_points(
        [
            {"measurement": "cpu", "tags": {"host": "a b"}, "time": 1641024000000, "fields": {"v": 1.5, "n": 2, "s": 'x"y', "b": True}},
            {"measurement": "cpu", "tags": {"host": "c"}, "time": 1641024060000, "fields": {"v": 2.5}},
        ],
        time_precision="ms",
    )
)
print(client.write_points(["cpu,host=d v=3.5 1641024120000000000"], protocol="line", retention_policy="old"))
print(list(client.query("SELECT v, n, s, b FROM cpu").get_points()))
print(list(client.query("SELECT v FROM old.cpu", epoch="s").get_points()))
for (name, tags), points in client.query("SELECT max(v) FROM cpu GROUP BY host", epoch="ms").items():
    print(name, tags, list(points))
print(list(client.query("SELECT v FROM cpu WHERE host = $host", bind_params={"host": "c"}).get_points()))
print([len(list(result.get_points())) for result in client.query("SELECT v FROM cpu; SHOW MEASUREMENTS")])
print([list(part.get_points()) for part in [client.query("SELECT v FROM cpu", chunked=True, chunk_size=1)]])
print(client.get_list_measurements())
print(sorted(series for series in client.get_list_series("python1")))
try:
    client.query("SELECT FROM")
except InfluxDBClientError as refused:
    print(refused.code, "error parsing query" in str(refused))
try:
    client.write_points(["cpu v="], protocol="line")
except InfluxDBClientError as refused:
    print(refused.code)
client.delete_series(measurement="cpu", tags={"host": "c"})
print(list(client.query("SELECT count(v) FROM cpu").get_points()))
client.drop_measurement("cpu")
print(client.get_list_measurements())
client.drop_database("python1")
print({"name": "python1"} in client.get_list_database())
