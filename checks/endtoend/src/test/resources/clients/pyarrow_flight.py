"""Arrow Flight by hand: tickets of every kind, batches, cancelling, deadlines."""

import json
import os
from urllib.parse import urlparse

from pyarrow import flight

url = urlparse(os.environ["SERVER_URL"])
token = os.environ["SERVER_TOKEN"]
client = flight.FlightClient(f"grpc://{url.netloc}")
options = flight.FlightCallOptions(headers=[(b"authorization", b"Bearer " + token.encode())])


def ticket(query, **more):
    return flight.Ticket(json.dumps({"database": "arrow", "sql_query": query, **more}))


def read(query, **more):
    table = client.do_get(ticket(query, **more), options).read_all()
    table.validate(full=True)
    return table


table = read("SELECT * FROM m ORDER BY time")
print(table.num_rows, table.schema.names, [str(field.type) for field in table.schema])
print(table.column("t")[0].as_py(), table.column("f").to_pylist()[:3], table.column("f").null_count)
print(read("SELECT max(f) AS x FROM m WHERE t = $t", params={"t": "a"}).to_pylist())
print(read("SELECT count(f) FROM m", query_type="influxql").to_pylist())
basic = client.authenticate_basic_token("anybody", token)
print(basic[0].decode(), basic[1].decode() == "Bearer " + token)

reader = client.do_get(ticket("SELECT a.f FROM m a CROSS JOIN m b CROSS JOIN m c"), options)
print(reader.read_chunk().data.num_rows > 0)
reader.cancel()
soon = flight.FlightCallOptions(timeout=0.5, headers=[(b"authorization", b"Bearer " + token.encode())])
try:
    client.do_get(ticket("SELECT sum(a.f * b.f * c.f) AS x FROM m a CROSS JOIN m b CROSS JOIN m c"), soon).read_all()
except flight.FlightTimedOutError as late:
    print(type(late).__name__)
for broken in (b"", b"{", b"{}", b"\x00\xff", json.dumps({"database": "arrow", "sql_query": "SELEC"}).encode()):
    try:
        client.do_get(flight.Ticket(broken), options).read_all()
    except Exception as refused:
        print(type(refused).__name__)
try:
    client.do_get(ticket("SELECT 1")).read_all()
except flight.FlightUnauthenticatedError as refused:
    print(type(refused).__name__)
