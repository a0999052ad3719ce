"""Statements about names, texts that do not parse, requests in every form HTTP has."""
import json
import re

from . import selects
from .data import quoted
from .servers import Request, query


def tail(rnd, series=False):
    text = ""
    if rnd.random() < 0.25:
        text += " LIMIT %d" % rnd.choice([1, 2, 3, 100])
    if rnd.random() < 0.12:
        text += " OFFSET %d" % rnd.choice([1, 2, 50])
    if series and rnd.random() < 0.05:
        text += " SLIMIT 1"
    return text


def show(rnd, measurements):
    one = selects.Select(rnd, measurements)
    m = one.m
    on = " ON %s" % quoted(m.database) if rnd.random() < 0.3 else ""
    sources = rnd.choice([quoted(m.name), "%s, %s" % (quoted(m.name), quoted(rnd.choice(measurements).name)),
                          one.pattern([m.name]), "nosuch", "autogen." + quoted(m.name), quoted(m.name)])
    from_ = " FROM " + sources if rnd.random() < 0.5 else ""
    where = ""
    if rnd.random() < 0.5:
        conditions = [one.tag_condition() if m.tags and rnd.random() < 0.8 else one.condition()]
        if rnd.random() < 0.4:
            conditions += one.time_range(False)
        where = " WHERE " + (" AND " if rnd.random() < 0.8 else " OR ").join(conditions)
    key = one.tag()
    with_key = rnd.choice(["= " + key, "!= " + key, "=~ " + one.pattern(m.tags), "!~ " + one.pattern(m.tags),
                           "IN (%s, %s)" % (key, one.tag())])
    group = " GROUP BY " + one.tag() if rnd.random() < 0.2 else ""
    order = rnd.choice([""] * 12 + [" ORDER BY time DESC", " ORDER BY time", " ORDER BY host"])
    exact = rnd.choice(["", " EXACT"])
    with_name = rnd.choice(["", "", " WITH MEASUREMENT = " + quoted(m.name), " WITH MEASUREMENT =~ " + one.pattern([m.name]),
                            " WITH MEASUREMENT != " + quoted(m.name)])
    return rnd.choice([
        "SHOW MEASUREMENTS" + on + with_name + where + order + tail(rnd),
        "SHOW SERIES" + on + from_ + where + order + tail(rnd),
        "SHOW TAG KEYS" + on + from_ + where + order + tail(rnd, True),
        "SHOW TAG VALUES" + on + from_ + " WITH KEY " + with_key + where + order + tail(rnd),
        "SHOW FIELD KEYS" + on + from_ + order + tail(rnd),
        "SHOW RETENTION POLICIES" + on,
        "SHOW SERIES EXACT CARDINALITY" + on + from_ + where + group + tail(rnd),
        "SHOW SERIES CARDINALITY" + on + (from_ or " FROM " + quoted(m.name)) + where + group + tail(rnd),
        "SHOW MEASUREMENT EXACT CARDINALITY" + on + from_ + where + group + tail(rnd),
        "SHOW TAG KEY%s CARDINALITY" % exact + on + from_ + where + group + tail(rnd),
        "SHOW TAG VALUES%s CARDINALITY" % exact + on + from_ + " WITH KEY " + with_key + where + group + tail(rnd),
        "SHOW FIELD KEY%s CARDINALITY" % exact + on + from_ + where + group + tail(rnd),
        "EXPLAIN " + selects.select(rnd, measurements)[1] if rnd.random() < 0.0 else "SHOW TAG KEYS" + from_,
    ])


OTHER_STATEMENTS = [
    "CREATE DATABASE x WITH DURATION 1d REPLICATION 1 SHARD DURATION 1h NAME y", "DROP DATABASE x",
    "CREATE RETENTION POLICY r ON x DURATION 1h REPLICATION 1 SHARD DURATION 30m DEFAULT", "DROP RETENTION POLICY r ON x",
    "ALTER RETENTION POLICY r ON x DURATION 1h REPLICATION 2 SHARD DURATION 1d DEFAULT", "SHOW RETENTION POLICIES ON x",
    "CREATE USER u WITH PASSWORD 'p' WITH ALL PRIVILEGES", "SET PASSWORD FOR u = 'p'", "DROP USER u", "SHOW USERS",
    "GRANT READ ON x TO u", "GRANT ALL PRIVILEGES TO u", "REVOKE WRITE ON x FROM u", "REVOKE ALL PRIVILEGES FROM u",
    "SHOW GRANTS FOR u", "DELETE FROM m WHERE time < 10 AND host = 'a'", "DROP SERIES FROM m WHERE host = 'a'",
    "DROP MEASUREMENT m", "DROP SHARD 3", "SHOW QUERIES", "KILL QUERY 4 ON \"h\"", "SHOW CONTINUOUS QUERIES",
    "CREATE CONTINUOUS QUERY c ON x RESAMPLE EVERY 1h FOR 2h BEGIN SELECT mean(v) INTO o FROM m GROUP BY time(1h) END",
    "DROP CONTINUOUS QUERY c ON x", "CREATE SUBSCRIPTION s ON x.y DESTINATIONS ALL 'udp://h:1', 'udp://h:2'",
    "DROP SUBSCRIPTION s ON x.y", "SHOW SUBSCRIPTIONS", "SHOW STATS FOR 'x'", "SHOW DIAGNOSTICS", "SHOW SHARDS",
    "SHOW SHARD GROUPS", "EXPLAIN ANALYZE SELECT v FROM m", "SHOW DATABASES", "SHOW TAG VALUES WITH KEY IN (a, b)",
    "SELECT a::float + b::integer, *::tag FROM x.y.z WHERE a =~ /x/ AND time > now() - 1h GROUP BY time(1m, 3s), * fill(1) "
    "ORDER BY time DESC LIMIT 1 OFFSET 2 SLIMIT 3 SOFFSET 4 tz('UTC')", "SHOW SERIES EXACT CARDINALITY ON x FROM m",
    "SELECT mean(a) INTO x.y.:MEASUREMENT FROM /re/ WHERE b = -1 GROUP BY time(1w2d3h), host",
]
PIECES = ["SELECT", "FROM", "WHERE", "GROUP", "BY", "ORDER", "LIMIT", "OFFSET", "time", "fill", "(", ")", ",", ";", "=", "=~",
          "!~", "!=", "<>", "<", "::", ":", ".", "..", "*", "/", "/x/", "+", "-", "'s'", "\"q\"", "'", '"', "1", "1.5", "1h",
          "1y", "-1", "$p", "$", "AND", "OR", "AS", "ON", "TO", "WITH", "KEY", "IN", "ALL", "tz", "distinct", "DISTINCT",
          "10ms10", "0x1", "1e3", "é", "\\", "/*c*/", "--c", "--c\n", "\n", "\t", "#", "!", "?", "@", "1.2.3", ".5", "5.",
          "99999999999999999999", "true", "INF", "null", "none", "linear", "DESC", "ASC", "SLIMIT", "END", "BEGIN",
          "9223372036854775808h", "'a\\'b'", "'a\\qb'", '"a\nb"', "INTO", "DEFAULT", "DURATION", "and", "or", "%", "&", "|", "^"]
TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[A-Za-z_][\w]*|[\d.]+\w*|\s+|[<>=!:]+|.", re.S)


def broken(rnd, measurements):
    """A statement with some tokens dropped, doubled, exchanged or put in."""
    text = rnd.choice(OTHER_STATEMENTS) if rnd.random() < 0.6 else \
        selects.select(rnd, measurements)[1] if rnd.random() < 0.7 else show(rnd, measurements)
    tokens = [t for t in TOKEN.findall(text)]
    for _ in range(rnd.choice([1, 1, 1, 2, 3])):
        at = rnd.randrange(len(tokens))
        kind = rnd.randrange(6)
        if kind == 0 and len(tokens) > 1:
            del tokens[at]
        elif kind == 1:
            tokens.insert(at, rnd.choice(PIECES))
        elif kind == 2:
            tokens[at] = rnd.choice(PIECES)
        elif kind == 3:
            tokens = tokens[:at + 1]
        elif kind == 4:
            tokens.insert(at, " " + rnd.choice(PIECES) + " ")
        else:
            other = rnd.randrange(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
    return "".join(tokens)


HARMLESS = re.compile(r"\b(create|drop|alter|grant|revoke|set|kill|delete|into|stats|diagnostics|queries|shards?|"
                      r"subscriptions|users|databases|explain|cardinality|now)\b", re.I)


def changes_nothing(text):
    """Whether a text may be sent: it neither changes a server nor asks for what differs between any two."""
    return not HARMLESS.search(text)


FORMATS = ["application/json", "application/csv", "text/csv", "application/x-msgpack", "*/*", "text/html",
           "application/json;q=0.5, application/csv", ""]


def http_request(rnd, measurements):
    """A question in one of the forms of the interface."""
    texts = []
    for _ in range(rnd.choice([1, 1, 1, 2, 3])):
        texts.append(selects.select(rnd, measurements)[1] if rnd.random() < 0.8 else show(rnd, measurements))
    text = rnd.choice(["; ", ";", " ;\n"]).join(texts) + rnd.choice(["", "", ";"])
    params = {"q": text, "db": measurements[0].database}
    if rnd.random() < 0.1:
        params.pop(rnd.choice(["q", "db"]))
    elif rnd.random() < 0.05:
        params[rnd.choice(["db", "q"])] = rnd.choice(["", "nosuch", " "])
    for name, values, chance in (("epoch", ["ns", "n", "u", "µ", "ms", "s", "m", "h", "x", ""], 0.4),
                                 ("chunked", ["true", "true", "false", "1"], 0.3), ("chunk_size", ["1", "2", "5", "0", "-1", "x"], 0.25),
                                 ("pretty", ["true", "false"], 0.15), ("rp", ["autogen", "nosuch", ""], 0.06)):
        if rnd.random() < chance:
            params[name] = rnd.choice(values)
    headers = {"Accept": rnd.choice(FORMATS)} if rnd.random() < 0.4 else {}
    return Request("/query", params, "GET" if rnd.random() < 0.3 else "POST", headers=headers)


def bound_request(rnd, measurements):
    """A question with bound parameters, right and wrong ones."""
    m = rnd.choice(measurements)
    names = list(m.fields)
    tag = rnd.choice(list(m.tags) or ["host"])
    values = {"f": {"ident": rnd.choice(names)}, "m": {"identifier": m.name}, "n": rnd.choice([1, 2, 5]),
              "d": {"duration": rnd.choice(["10m", "1h", 600000000000, "x"])}, "r": {"regex": rnd.choice([".", "^a", "["])},
              "t": rnd.choice((m.tags.get(tag) or ["a"]) + ["b"]), "x": rnd.choice([1.5, -2, True, "s", 10 ** 12])}
    for name in list(values):
        if rnd.random() < 0.06:
            values[name] = rnd.choice([None, [], {}, {"foo": 1}, {"ident": 1}, {"string": "s"}, {"float": 2}, {"integer": 2.5},
                                       {"integer": 3}, {"number": 7}, 1e300, "", {"duration": -1}, {"regex": "a", "ident": "b"}])
        if rnd.random() < 0.03:
            del values[name]
    text = rnd.choice([
        "SELECT $f FROM $m WHERE %s = $t LIMIT $n" % quoted(tag), "SELECT count($f) FROM $m GROUP BY $f LIMIT $n",
        "SELECT mean($f) FROM $m WHERE time >= %d AND time < %d GROUP BY time($d) LIMIT $n" % (m.first, m.first + 10 ** 13),
        "SELECT $f FROM $m WHERE $f > $x LIMIT 3 OFFSET $n", "SELECT $f + $x FROM $m WHERE %s =~ $r LIMIT 2" % quoted(tag),
        "SHOW TAG VALUES FROM $m WITH KEY = $f", "SELECT top($f, $n) FROM $m", "SELECT /$r/ FROM $m", "SELECT $f FROM $m SLIMIT $n",
        "SELECT $x FROM $m", "SELECT $f FROM $r LIMIT 1", "SELECT $f FROM $m WHERE time > $x LIMIT 1", "SELECT $f AS $m FROM $m LIMIT 1",
    ])
    body = json.dumps(values)
    if rnd.random() < 0.06:
        body = rnd.choice(["", "{", "[]", "null", "1", body + "x", body[:-1], '{"n": 1e3}', '{"n": 1.0}', '{"n": 99999999999999999999}'])
    return query(text, db=m.database, params=body)
