"""Sequences in which later answers depend on earlier requests: writes, deletions, policies, INTO."""
from .servers import query, write

LOOK = ["SELECT * FROM cpu", "SELECT * FROM mem", "SHOW SERIES", "SHOW MEASUREMENTS", "SHOW FIELD KEYS", "SHOW TAG KEYS",
        "SHOW TAG VALUES WITH KEY = host", "SELECT * FROM /.*/", "SELECT count(*) FROM /.*/", "SHOW RETENTION POLICIES",
        "SELECT * FROM out", "SELECT last(*) FROM cpu GROUP BY *"]
TIMES = [946684800000000000, 946684810000000000, 946684805000000000, 947548800000000000, 948153600000000000, 0, 1]


def look(rnd, database):
    for text in rnd.sample(LOOK, rnd.randint(2, 4)):
        yield query(text, db=database)


def point(rnd, fields=None):
    name = rnd.choice(["cpu", "cpu", "cpu", "mem"])
    tags = rnd.choice(["", ",host=a", ",host=b", ",host=a,dc=x", ",host=b,dc=y", ",dc=x"])
    cells = fields or ",".join(sorted({rnd.choice(["v=1", "v=2.5", "v=-3", "i=1i", "i=7i", 's="q"', 's="r"', "b=true", "b=f"])
                                       for _ in range(rnd.randint(1, 3))}, key=lambda c: c[0]))
    return "%s%s %s %d" % (name, tags, cells, rnd.choice(TIMES))


def start(rnd, database):
    yield query("DROP DATABASE " + database)
    yield query("CREATE DATABASE " + database)
    yield write("\n".join(point(rnd) for _ in range(rnd.randint(4, 12))), db=database)


def deletion(rnd):
    where = " AND ".join(rnd.sample(["host = 'a'", "dc = 'x'", "host != 'b'", "host =~ /a|b/", "dc = ''", "host = 'zz'"], rnd.randint(0, 2)))
    when = rnd.choice(["", "time < 946684805000000000", "time >= '2000-01-01T00:00:10Z'", "time = 946684800s",
                       "time > 947548799s AND time < now()", "time <= 1"])
    both = " AND ".join(part for part in (where, when) if part)
    clause = " WHERE " + both if both else ""
    tags = " WHERE " + where if where else ""
    from_ = rnd.choice([" FROM cpu", " FROM cpu", " FROM mem", " FROM /.*/", "", " FROM nosuch", " FROM cpu, mem"])
    return rnd.choice(["DELETE%s%s" % (from_, clause), "DELETE%s%s" % (from_, clause), "DROP SERIES%s%s" % (from_, tags),
                       "DROP MEASUREMENT " + rnd.choice(["cpu", "mem", "nosuch"]), "DELETE FROM cpu WHERE v > 1",
                       "DROP SERIES FROM cpu WHERE v > 1", "DROP SERIES FROM cpu WHERE time > 0"])


def deletions(rnd, database):
    yield from start(rnd, database)
    for _ in range(rnd.randint(1, 3)):
        yield query(deletion(rnd), db=database)
        yield from look(rnd, database)
        if rnd.random() < 0.5:
            yield write(point(rnd), db=database)
            yield from look(rnd, database)


def into(rnd, database):
    yield from start(rnd, database)
    yield query("CREATE RETENTION POLICY r2 ON %s DURATION INF REPLICATION 1" % database)
    for _ in range(rnd.randint(1, 3)):
        target = rnd.choice(["out", "out", "cpu", "r2.out", "%s.autogen.out" % database, "%s..out" % database, "r2.:MEASUREMENT",
                             "%s.r2.:MEASUREMENT" % database, "nosuch..out", '"o ut"'])
        columns = rnd.choice(["*", "v", "v, host", "mean(v)", "count(*)", "max(v), host", "top(v, host, 2)", "first(i) AS x, last(v)",
                              "v * 2", "s, b", "mean(*)", "v AS time", "distinct(v)", "derivative(v)", "host", "min(v), max(i)"])
        grouping = rnd.choice(["", "", " GROUP BY *", " GROUP BY host", " GROUP BY host, dc",
                               " WHERE time >= 946684800s AND time < 946684900s GROUP BY time(10s)%s" % rnd.choice(
                                   ["", " fill(0)", ", host", ", * fill(previous)"])])
        yield query("SELECT %s INTO %s FROM %s%s" % (columns, target, rnd.choice(["cpu", "cpu", "/.*/", "mem", "nosuch"]), grouping), db=database)
        yield from look(rnd, database)
        yield query("SELECT * FROM r2./.*/", db=database)


def policies(rnd, database):
    yield from start(rnd, database)
    spans = ["1h", "30m", "INF", "0s", "1d", "36h", "2w", "52w", "59m", "1h30m", "90m", "7d"]
    for _ in range(rnd.randint(3, 7)):
        name = rnd.choice(["r1", "r2", "autogen", '"a b"'])
        options = [" DURATION " + rnd.choice(spans), " REPLICATION %d" % rnd.choice([1, 1, 1, 0, 2]),
                   rnd.choice([" SHARD DURATION " + rnd.choice(spans), ""]), rnd.choice(["", "", " DEFAULT"])]
        some = [o for o in options if o and rnd.random() < 0.6] or [options[0]]
        yield query(rnd.choice([
            "CREATE RETENTION POLICY %s ON %s%s" % (name, database, "".join(options)),
            "CREATE RETENTION POLICY %s ON %s%s" % (name, database, "".join(options)),
            "ALTER RETENTION POLICY %s ON %s%s" % (name, database, "".join(some)),
            "DROP RETENTION POLICY %s ON %s" % (name, database),
            "CREATE DATABASE %s WITH%s%s NAME %s" % (database, options[0], options[2], name),
            "CREATE CONTINUOUS QUERY c%d ON %s BEGIN SELECT mean(v) INTO o FROM cpu GROUP BY time(%s)%s END" % (
                rnd.randint(1, 2), database, rnd.choice(spans), rnd.choice(["", ", *", " fill(1.5)", " fill(none)"])),
            "DROP CONTINUOUS QUERY c1 ON " + database, "SHOW CONTINUOUS QUERIES"]), db=database)
        yield query("SHOW RETENTION POLICIES ON " + database)
        if rnd.random() < 0.4:
            yield write(point(rnd), db=database, rp=rnd.choice(["r1", "r2", "a b", "autogen"]))
            yield query("SELECT * FROM %s./.*/" % rnd.choice(["r1", "r2", "autogen", '"a b"']), db=database)
            yield query("SHOW MEASUREMENTS", db=database)


NAMES = ["m", "m", "a b", "a\\ b", "a\\,b", "a\\=b", "a=b", '"q"', "a\\\\b", "é", "", "m\\", "_x", "#c", "a\\\tb", "m\\n"]
KEYS = ["host", "host", "h\\ t", "h\\=t", "h\\,t", "é", "", '"k"', "time", "_field", "k\\"]
TEXTS = ["a", "b", "v\\ 1", "v\\,1", "v\\=1", '"q"', "", "é", "a\\", "v=1", "日本"]
CELLS = ["1", "1.5", "-1", "1i", "-7i", "1e3", "1E-3", ".5", "5.", "+1", "1e400", "NaN", "Inf", "nan", "-Inf", "t", "T", "true", "TRUE", "True",
         "f", "F", "false", "False", "FALSE", "tRUE", "yes", "9223372036854775807i", "9223372036854775808i", "-9223372036854775808i",
         "1u", "0x1", "1_0", "--1", "1.1.1", "1e", "i", "-", "", "1.5i", '"s"', '"a b"', '"a,b=c"', '"a\\"b"', '"a\\\\b"', '"a\nb"', '""',
         '"', '"x', 'x"', '"a\\b"', "'s'", "1 ", "00.5", "007", "-0", "0i", "-0i", "1e+3", "1e3i", "12345678901234567890", '"é"']
STAMPS = ["", "", "1", "0", "-1", "946684800000000000", "1.5", "x", "9223372036854775807", "9223372036854775806", "-9223372036854775808",
          "-9223372036854775806", "-9223372036854775807", "1e9", "1s", " 5", "12345678901234567890", "1i", "0x10"]


def field_text(rnd):
    return "%s=%s" % (rnd.choice(["v", "v", "w", "f\\ 1", "f\\=1", "f\\,1", "", '"f"', "é", "time", "f\\", "host"]), rnd.choice(CELLS[:20] if rnd.random() < 0.5 else CELLS))


def odd_line(rnd):
    name = rnd.choice(NAMES) if rnd.random() < 0.4 else "m"
    tags = "".join(",%s=%s" % (rnd.choice(KEYS) if rnd.random() < 0.5 else rnd.choice(["host", "dc"]),
                               rnd.choice(TEXTS) if rnd.random() < 0.5 else "a") for _ in range(rnd.choice([0, 0, 1, 1, 2])))
    fields = ",".join(field_text(rnd) for _ in range(rnd.choice([1, 1, 1, 2, 3])))
    stamp = rnd.choice(STAMPS) if rnd.random() < 0.3 else str(rnd.randint(1, 99))
    text = "%s%s %s %s" % (name, tags, fields, stamp)
    if rnd.random() < 0.12:
        at = rnd.randrange(len(text) + 1)
        text = text[:at] + rnd.choice([" ", ",", "=", '"', "\\", "\t", "\r", "#", "\n", "\x00", "  ", ""]) + text[at + rnd.choice([0, 1]):]
    return text


def has_stamp(line):
    return line.rstrip(" ").rpartition(" ")[2].lstrip("-").isdigit()


def writes(rnd, database):
    yield query("DROP DATABASE " + database)
    yield query("CREATE DATABASE " + database)
    for _ in range(rnd.randint(3, 8)):
        lines = [odd_line(rnd) for _ in range(rnd.choice([1, 1, 1, 2, 3]))]
        body = rnd.choice(["\n", "\n", "\r\n", "\n\n", "\n#c\n"]).join(lines) + rnd.choice(["", "\n"])
        params = {"db": database}
        if rnd.random() < 0.25:
            params["precision"] = rnd.choice(["n", "ns", "u", "ms", "s", "m", "h", "x", ""])
        if rnd.random() < 0.05:
            params["rp"] = rnd.choice(["nosuch", "autogen"])
        if rnd.random() < 0.03:
            params["consistency"] = rnd.choice(["one", "all", "x"])
        if rnd.random() < 0.03:
            params["db"] = rnd.choice(["nosuch", ""])
        yield write(body, **params)
        if rnd.random() < 0.5:
            yield query(rnd.choice(["SHOW SERIES", "SHOW FIELD KEYS", "SHOW TAG KEYS", "SHOW MEASUREMENTS"]), db=database)
        if rnd.random() < 0.7:
            yield query("SELECT * FROM /.*/ WHERE time < '2020-01-01'", db=database, epoch="ns")


def overwrites(rnd, database):
    """Partial writes, other types, the same rows again, other shards."""
    yield from start(rnd, database)
    for _ in range(rnd.randint(2, 6)):
        cells = rnd.choice(["v=1", "v=2i", 'v="s"', "v=true", "i=1i", "i=1.5", "w=5", "w=5i", "s=1", "b=1i", "v=9,w=1", "v=9,i=2.5"])
        yield write("\n".join(point(rnd, cells if rnd.random() < 0.6 else None) for _ in range(rnd.randint(1, 4))), db=database)
        yield from look(rnd, database)


HISTORIES = {"deletions": deletions, "into": into, "policies": policies, "writes": writes, "overwrites": overwrites}
