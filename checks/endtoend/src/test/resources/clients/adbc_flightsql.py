"""The ADBC driver of Flight SQL: statements, parameters, metadata, errors, cancelling, and what it can be told to send."""

import os
import threading
import urllib.request
from urllib.parse import urlparse

import adbc_driver_flightsql.dbapi as flightsql
import adbc_driver_manager
import pyarrow
from adbc_driver_flightsql import DatabaseOptions

server = os.environ["SERVER_URL"]
token = os.environ["SERVER_TOKEN"]
uri = f"grpc+tcp://{urlparse(server).netloc}"
lines = "".join(f"m,t={'ab'[i % 2]} f={i}.5,i={i}i,s=\"x{i}\",b={i % 2 == 0} {i}000\n" for i in range(1, 3001))
urllib.request.urlopen(urllib.request.Request(
    f"{server}/api/v3/write_lp?db=adbc&precision=nanosecond", data=lines.encode(), headers={"Authorization": f"Bearer {token}"}))


def connect(**more):
    options = {
        DatabaseOptions.AUTHORIZATION_HEADER.value: f"Bearer {token}",
        DatabaseOptions.RPC_CALL_HEADER_PREFIX.value + "database": "adbc",
    }
    options.update(more)
    return flightsql.connect(uri, db_kwargs={key: value for key, value in options.items() if value}, autocommit=True)


def refused(what, action, told=True):
    try:
        action()
        print(what, "passes")
    except adbc_driver_manager.Error as error:
        text = str(error).split("\n")[0].split(": ", 1)[-1].split(" (")[0][:80] if told else ""
        print(what, type(error).__name__, error.status_code.name, text.removeprefix("[FlightSQL] "))


connection = connect()
cursor = connection.cursor()

cursor.execute("SELECT t, f, i, s, b, time FROM m ORDER BY time LIMIT 1")
print(cursor.fetchone())
print([(column[0], str(column[1])) for column in cursor.description])
cursor.execute("SELECT f FROM m")
print(cursor.fetch_arrow_table().num_rows)

for text, values in (
        ("SELECT count(*) FROM m WHERE f > ? AND t = ?", (2990.0, "a")), ("SELECT count(*) FROM m WHERE i >= $1 AND b = $2", (2999, True)),
        ("SELECT s FROM m WHERE time = ?", ("1970-01-01T00:00:00.000007Z",)), ("SELECT ? IS NULL", (None,))):
    cursor.execute(text, values)
    print(cursor.fetchall())
refused("many times", lambda: cursor.executemany("SELECT max(i) FROM m WHERE i < ?", [(10,)]))
refused("several rows", lambda: cursor.execute("SELECT max(i) FROM m WHERE i < ?", pyarrow.table({"1": [10, 20]})))
prepared = "SELECT i FROM m WHERE f < ? ORDER BY i"
print(cursor.adbc_prepare(prepared))
for most in (3.0, 2.0):
    cursor.execute(prepared, (most,))
    print(cursor.fetchall())

info = connection.adbc_get_info()
print(info["vendor_name"], info["vendor_version"], info["driver_name"].split(" ")[-1])
print(connection.adbc_get_table_types())
for field in connection.adbc_get_table_schema("m", db_schema_filter="iox"):
    print(field.name, field.type, field.nullable, field.metadata[b"iox::column::type"].decode())
objects = connection.adbc_get_objects(depth="all", db_schema_filter="iox").read_all().to_pylist()
for catalog in objects:
    for schema in catalog["catalog_db_schemas"]:
        for table in schema["db_schema_tables"]:
            print(catalog["catalog_name"], schema["db_schema_name"], table["table_name"], table["table_type"],
                  [column["column_name"] for column in table["table_columns"]], table["table_constraints"])
for depth in ("catalogs", "db_schemas", "tables"):
    found = connection.adbc_get_objects(depth=depth).read_all().to_pylist()
    print(depth, len(found), [schema["db_schema_name"] for schema in found[0]["catalog_db_schemas"] or []])
refused("schema of a table that is not there", lambda: connection.adbc_get_table_schema("absent"))

refused("table that is not there", lambda: cursor.execute("SELECT * FROM absent"))
refused("nonsense", lambda: cursor.execute("SELEC 1"))


def update():
    cursor.adbc_statement.set_sql_query("DELETE FROM m")
    cursor.adbc_statement.execute_update()


refused("update", update)
refused("ingestion", lambda: cursor.adbc_ingest("n", pyarrow.table({"a": [1]}), mode="create"))
refused("execute schema", lambda: print(cursor.adbc_execute_schema("SELECT i FROM m").names))
refused("current catalog", lambda: print(connection.adbc_current_catalog))
refused("session option", lambda: connection.adbc_connection.set_options(**{"adbc.flight.sql.session.option.x": "y"}))



def ask(**more):
    with connect(**more) as other, other.cursor() as one:
        one.execute("SELECT 1")


refused("no token", lambda: ask(**{DatabaseOptions.AUTHORIZATION_HEADER.value: None}))
refused("wrong token", lambda: ask(**{DatabaseOptions.AUTHORIZATION_HEADER.value: "Bearer x"}))
refused("no database", lambda: ask(**{DatabaseOptions.RPC_CALL_HEADER_PREFIX.value + "database": None}))
refused("absent database", lambda: ask(**{DatabaseOptions.RPC_CALL_HEADER_PREFIX.value + "database": "absent"}))
with connect(**{DatabaseOptions.AUTHORIZATION_HEADER.value: None, "username": "any", "password": token}) as basic:
    with basic.cursor() as by_password:
        by_password.execute("SELECT 'by password'")
        print(by_password.fetchall())
with connect(**{DatabaseOptions.RPC_CALL_HEADER_PREFIX.value + "x-influxdata-query-language": "influxql"}) as influxql:
    with influxql.cursor() as asked:
        asked.execute("SELECT mean(f) FROM m GROUP BY t")
        print([(row[0], row[2], row[3]) for row in asked.fetchall()])
        asked.execute("SHOW TAG KEYS")
        print(asked.fetchall())

cursor.close()
connection.close()

endless = "SELECT sum(a.f * b.f * c.f) FROM m a CROSS JOIN m b CROSS JOIN m c"


def run(cursor):
    cursor.execute(endless)
    cursor.fetchall()


def cancel(cursor, over):
    while not over.wait(0.5):
        cursor.adbc_cancel()


with connect() as connection, connection.cursor() as cursor:
    over = threading.Event()
    canceller = threading.Thread(target=cancel, args=(cursor, over))
    canceller.start()
    refused("cancelled", lambda: run(cursor), told=False)
    over.set()
    canceller.join()
with connect(**{DatabaseOptions.TIMEOUT_FETCH.value: "0.5"}) as connection, connection.cursor() as cursor:
    refused("late", lambda: run(cursor), told=False)
