"""Histories of databases, policies, users, rights, subscriptions and continuous queries."""
from . import odd_selects, selects
from .data import Measurement
from .servers import query

NAMES = ["u1", "u2", '"u 3"', "u1", '"q\\"q"', "\"é\"", "nosuch", "'u4'", "jdoe", '""', "user"]
SPANS = ["1h", "30m", "INF", "0s", "1d", "36h", "2w", "52w", "59m", "1h30m", "90m", "7d", "1000000h", "1w2d", "3600s", "60m1s", "-1h", "5"]
NO_DATA = [Measurement("dhist", "cpu", {"v": ["float"], "i": ["integer"], "s": ["string"], "b": ["boolean"]},
                       {"host": ["a", "b"], "dc": ["x", "y"]}, 946684800 * 10 ** 9, 948153600 * 10 ** 9)]


def user_statement(rnd, database):
    name, other = rnd.choice(NAMES), rnd.choice(NAMES)
    word = rnd.choice(["READ", "WRITE", "ALL", "ALL PRIVILEGES", "NONE", "read"])
    base = rnd.choice([database, database, "dhist2", "nosuch", '"%s"' % database])
    return rnd.choice([
        "CREATE USER %s WITH PASSWORD 'p'" % name, "CREATE USER %s WITH PASSWORD 'p'" % name, "CREATE USER %s WITH PASSWORD 'q'" % name,
        "CREATE USER %s WITH PASSWORD 'p' WITH ALL PRIVILEGES" % name, "CREATE USER %s WITH PASSWORD ''" % name, "CREATE USER %s" % name,
        "DROP USER %s" % name, "SET PASSWORD FOR %s = 'x'" % name, "SET PASSWORD FOR %s = ''" % name, "GRANT %s ON %s TO %s" % (word, base, name),
        "GRANT %s ON %s TO %s" % (word, base, name), "GRANT ALL PRIVILEGES TO %s" % name, "GRANT ALL TO %s" % name,
        "REVOKE %s ON %s FROM %s" % (word, base, name), "REVOKE ALL PRIVILEGES FROM %s" % name, "REVOKE ALL FROM %s" % other,
        "GRANT READ TO %s" % name, "SHOW GRANTS FOR %s" % name, "SHOW GRANTS", "SHOW USERS"])


def users(rnd, database):
    for one in ("u1", "u2", '"u 3"', '"q\\"q"', '"é"', "jdoe", '""', "nosuch"):
        yield query("DROP USER " + one, loose="")
    yield query("DROP DATABASE " + database)
    yield query("DROP DATABASE dhist2")
    yield query("CREATE DATABASE " + database)
    if rnd.random() < 0.5:
        yield query("CREATE DATABASE dhist2")
    for _ in range(rnd.randint(4, 12)):
        yield query(user_statement(rnd, database), db=database)
        if rnd.random() < 0.5:
            yield query("SHOW USERS")
        if rnd.random() < 0.6:
            yield query("SHOW GRANTS FOR " + rnd.choice(NAMES))
        if rnd.random() < 0.05:
            yield query("DROP DATABASE " + database)
            yield query("CREATE DATABASE " + database)


def continuous(rnd, database):
    rnd_name = rnd.choice(["c1", "c1", '"c 2"', "é", "select", '"x.y"'])
    base = rnd.choice([database, database, '"%s"' % database, "nosuch", "dhist2"])
    body = rnd.choice([selects, odd_selects]).select(rnd, NO_DATA)[1].rstrip("; ")
    if rnd.random() < 0.7:
        calls = selects.Select(rnd, NO_DATA)
        calls.window = True
        body = "SELECT %s FROM %s%s GROUP BY %s%s%s" % (
            calls.calls(), rnd.choice(["cpu", '"cpu"', "autogen.cpu", "%s.autogen.cpu" % base, "/c.*/", "cpu, mem", "%s..cpu" % base, "/.*/",
                                       "(SELECT v FROM cpu)", "nosuch..cpu", "(SELECT mean(v) AS v FROM cpu GROUP BY time(10s), host)"]),
            rnd.choice(["", "", " WHERE host = 'a'", " WHERE v > 1.5 AND \"h o\" =~ /a\\/b/", " WHERE time > now() - 1h", " WHERE s = 'it\\'s'",
                        " WHERE (v > 1 OR i < 2) AND b = true", " WHERE v > -1.0 AND time < '2000-01-01'", " WHERE v > 1e3", " WHERE v = 0.1"]),
            rnd.choice(["time(1m)", "time(1h30m)", "time(10s, 3s)", "time(7d)", "time(1w, -1h)", "time(90m)", "time(1m)", "time(1500ms)", "host", "time(0s)"]),
            rnd.choice(["", ", *", ", host", ", /h/", ", \"h o\""]),
            rnd.choice(["", " fill(0)", " fill(1.5)", " fill(none)", " fill(previous)", " fill(linear)", " fill(null)", " LIMIT 1", " ORDER BY time DESC",
                        " tz('Europe/London')", " SLIMIT 2", " fill(-1)"]))
    if rnd.random() < 0.9:
        into = rnd.choice(["o", "o", '"o u t"', "autogen.o", "%s.autogen.o" % base, "%s..o" % base, "r9.:MEASUREMENT", ":MEASUREMENT",
                           "%s.autogen.:MEASUREMENT" % base, "nosuch.r.o"])
        body = body.replace(" FROM ", " INTO %s FROM " % into, 1)
    resample = rnd.choice(["", "", "", " RESAMPLE EVERY 10s", " RESAMPLE FOR 1h", " RESAMPLE EVERY 1h30m FOR 2d", " RESAMPLE EVERY 1m FOR 1m",
                           " RESAMPLE FOR 1s", " RESAMPLE EVERY 0s", " RESAMPLE FOR 10s EVERY 1s", " RESAMPLE EVERY 1w FOR 1d", " RESAMPLE",
                           " RESAMPLE EVERY 90s FOR 3h", " RESAMPLE EVERY 2h FOR 30m"])
    return rnd.choice(["CREATE CONTINUOUS QUERY %s ON %s%s BEGIN %s END" % (rnd_name, base, resample, body)] * 5 + [
        "DROP CONTINUOUS QUERY %s ON %s" % (rnd_name, base)])


def continuous_queries(rnd, database):
    yield query("DROP DATABASE " + database)
    yield query("DROP DATABASE dhist2")
    yield query("CREATE DATABASE " + database)
    if rnd.random() < 0.3:
        yield query("CREATE DATABASE dhist2")
    for _ in range(rnd.randint(3, 8)):
        yield query(continuous(rnd, database), db=rnd.choice([database, database, None]))
        yield query("SHOW CONTINUOUS QUERIES")


def subscription(rnd, database):
    name = rnd.choice(["s1", "s1", '"s 2"', "s3"])
    base = "%s.%s" % (rnd.choice([database, database, database, "nosuch"]), rnd.choice(["autogen", "autogen", "r1", "nosuch"]))
    where = rnd.sample(["'udp://127.0.0.1:9'", "'http://127.0.0.1:9'", "'https://h.example'", "'udp://127.0.0.1'", "'ftp://h:1'", "'h:1'", "''", "'::'",
                        "'http://h:1/path?x=1'"], rnd.choice([1, 1, 1, 2]))
    return rnd.choice(["CREATE SUBSCRIPTION %s ON %s DESTINATIONS %s %s" % (name, base, rnd.choice(["ALL", "ANY", "all", "SOME"]), ", ".join(where))] * 3
                      + ["DROP SUBSCRIPTION %s ON %s" % (name, base), "SHOW SUBSCRIPTIONS"])


def policy(rnd, database):
    name = rnd.choice(["r1", "r2", "autogen", '"a b"', "r1", '""', "default"])
    base = rnd.choice([database, database, database, "nosuch"])
    parts = ["DURATION " + rnd.choice(SPANS), "REPLICATION %s" % rnd.choice(["1", "1", "1", "0", "2", "-1", "x"]),
             "SHARD DURATION " + rnd.choice(SPANS), "DEFAULT"]
    some = [one for one in parts if rnd.random() < 0.75]
    if rnd.random() < 0.2:
        rnd.shuffle(some)
    kind = rnd.choice(["CREATE RETENTION POLICY", "CREATE RETENTION POLICY", "ALTER RETENTION POLICY"])
    made = " ".join(["NAME " + name] if rnd.random() < 0.3 else []) or None
    if rnd.random() < 0.25:
        some = [one for one in some if one != "DEFAULT"]
        return "CREATE DATABASE %s WITH %s" % (rnd.choice([database, "dhist2"]), " ".join(some + ([made] if made else [])))
    return "%s %s ON %s %s" % (kind, name, base, " ".join(some))


def ddl(rnd, database):
    yield query("DROP DATABASE " + database)
    yield query("DROP DATABASE dhist2")
    yield query(rnd.choice(["CREATE DATABASE %s", "CREATE DATABASE \"%s\"", "CREATE DATABASE %s WITH NAME r1"]) % database)
    for _ in range(rnd.randint(4, 9)):
        yield query(rnd.choice([lambda: policy(rnd, database), lambda: policy(rnd, database), lambda: subscription(rnd, database),
                                lambda: rnd.choice(["SHOW SHARD GROUPS", "DROP DATABASE nosuch", "DROP DATABASE dhist2", "DROP MEASUREMENT nosuch",
                                                    "DROP RETENTION POLICY %s ON %s" % (rnd.choice(["r1", "autogen", "nosuch"]), database),
                                                    "DROP SHARD 99999", "KILL QUERY 999999", "SHOW MEASUREMENTS ON nosuch", "CREATE DATABASE \"\"",
                                                    "CREATE DATABASE \"a/b\"", "CREATE DATABASE \"a.b\"", "DROP DATABASE \"a.b\"", "USE x",
                                                    "SHOW RETENTION POLICIES", "SHOW RETENTION POLICIES ON nosuch", "CREATE DATABASE \"\\n\""])])(), db=database)
        yield query("SHOW RETENTION POLICIES ON " + rnd.choice([database, database, "dhist2"]))
        if rnd.random() < 0.4:
            yield query("SHOW SUBSCRIPTIONS")


HISTORIES = {"users": users, "continuous": continuous_queries, "ddl": ddl}
