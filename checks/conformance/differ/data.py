"""Data sets: some made from the seed, and what a server tells about the databases it holds."""
import random

NANOS = 10 ** 9
DAY = 86400 * NANOS


class Measurement:
    """`fields` maps a name to its type words, `tags` a name to its values; times are nanoseconds, both inclusive."""

    def __init__(self, database, name, fields, tags, first, last):
        self.database, self.name, self.fields, self.tags = database, name, fields, tags
        self.first, self.last = first, last

    def fields_of(self, *types):
        return [name for name, kinds in self.fields.items() if any(kind in types for kind in kinds)]


def value(rnd, kind, style):
    if kind == "float":
        if style == "ties":
            return repr(float(rnd.randint(-2, 3)))
        if style == "extreme":
            return rnd.choice(["1e300", "-1e300", "5e-324", "0.1", "-0", "0", "1e21", "123456789.125", "1e-7", "-2.5"])
        return repr(round(rnd.uniform(-50, 150), rnd.choice([0, 1, 2, 2, 5])))
    if kind == "integer":
        if style == "ties":
            return "%di" % rnd.randint(-2, 3)
        if style == "extreme":
            return "%di" % rnd.choice([2 ** 63 - 1, -2 ** 63, 0, 1, -1, 2 ** 53 + 1, 10 ** 15])
        return "%di" % rnd.randint(-60, 140)
    if kind == "boolean":
        return rnd.choice(["true", "false"])
    return '"%s"' % rnd.choice(["alpha", "beta", "gamma", "", "x y", "high", "low", "10"])


def lines_of(rnd, name, series, fields, times, style, density):
    lines = []
    for tags in series:
        for at in times(rnd):
            chosen = [f for f in fields if rnd.random() < density] or [rnd.choice(list(fields))]
            cells = ",".join("%s=%s" % (f, value(rnd, fields[f], style)) for f in chosen)
            key = ",".join([name] + ["%s=%s" % (k, v) for k, v in sorted(tags.items()) if v])
            lines.append("%s %s %d" % (key, cells, at))
    rnd.shuffle(lines)
    return lines


def regular(start, step, count, keep=1.0):
    return lambda rnd: [start + i * step for i in range(count) if rnd.random() < keep]


def scattered(start, span, count):
    return lambda rnd: sorted(start + rnd.randrange(span) for _ in range(count))


def all_tags(**names):
    found = [{}]
    for name, values in names.items():
        found = [{**one, name: v} for one in found for v in values]
    return found


FIELDS = {"f": "float", "i": "integer", "s": "string", "b": "boolean"}


def made(seed):
    """Databases made from the seed: name, then bodies of line protocol."""
    rnd = random.Random("data %d" % seed)
    y2000, y2010 = 946684800 * NANOS, 1262304000 * NANOS
    some = lambda tags, n: rnd.sample(tags, min(n, len(tags)))
    hosts = all_tags(host=["a", "b", "c"], region=["east", "west"])
    sparse = all_tags(host=["", "a", "b"], dc=["", "x", "y"])
    plain = (lines_of(rnd, "m", some(hosts, 4), FIELDS, regular(y2000, 10 * NANOS, 60, 0.9), "plain", 0.8)
             + lines_of(rnd, "n", [{}], FIELDS, scattered(y2000, 600 * NANOS, 40), "plain", 0.8)
             + lines_of(rnd, "ties", sparse, FIELDS, regular(y2000, 30 * NANOS, 12, 0.8), "ties", 0.7)
             + lines_of(rnd, "gaps", all_tags(host=["a", "b"]), FIELDS, scattered(y2000, 900 * NANOS, 9), "plain", 0.6)
             + lines_of(rnd, "one", [{"host": "a"}], FIELDS, regular(y2000 + 7, 1, 1), "plain", 1.0)
             + lines_of(rnd, "x", [{}], {"v": "float", "w": "integer"}, regular(y2000, NANOS, 10), "extreme", 0.9))
    long = (lines_of(rnd, "weeks", all_tags(host=["a", "b", ""]), FIELDS, scattered(y2010, 50 * DAY, 40), "plain", 0.8)
            + lines_of(rnd, "wt", all_tags(host=["", "a"], dc=["", "x"]), FIELDS, regular(y2010, 7 * DAY, 6, 0.8),
                       "ties", 0.7)
            + lines_of(rnd, "days", [{}, {"host": "q"}], {"f": "float", "i": "integer"},
                       regular(y2010 - DAY, 7200 * NANOS, 60, 0.95), "plain", 0.9))
    mixed = []
    for week, kind in enumerate(rnd.sample(["float", "integer", "string", "boolean"], 4)):
        start = y2010 + 21 * DAY + week * 7 * DAY
        mixed += lines_of(rnd, "mix", all_tags(host=["a", "b"]), {"v": kind, "k": "float"},
                          scattered(start, 3 * DAY, 3), "plain", 0.8)
        mixed += lines_of(rnd, "num", all_tags(host=["a", "b"]), {"v": rnd.choice(["float", "integer"]), "k": kind},
                          scattered(start, 3 * DAY, 4), "ties", 0.8)
    mixed += lines_of(rnd, "clash", [{"v": "t1", "host": "a"}, {"v": "t2"}], {"v": "float", "host": "integer"},
                      regular(y2010, DAY, 5), "plain", 0.8)
    return {"dplain": plain, "dlong": long, "dmixed": mixed}


def literal_rows(document):
    for result in document.get("results", []):
        for series in result.get("series", []):
            for row in series.get("values", []):
                yield series.get("name", ""), row


def quoted(name):
    return '"%s"' % name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def described(ask, database):
    """The measurements of a database, as a server tells them; `ask` takes text and database and gives a document."""
    fields, tags, found = {}, {}, []
    for name, (field, kind) in literal_rows(ask("SHOW FIELD KEYS", database)):
        fields.setdefault(name, {}).setdefault(field, []).append(kind)
    for name, (key,) in literal_rows(ask("SHOW TAG KEYS", database)):
        tags.setdefault(name, {})[key] = []
    for name, (key, text) in literal_rows(ask("SHOW TAG VALUES WITH KEY =~ /.*/", database)):
        tags.setdefault(name, {}).setdefault(key, []).append(text)
    for name, kinds in fields.items():
        ends = [row[0] for order in ("", " ORDER BY time DESC") for _, row in literal_rows(
            ask("SELECT * FROM %s%s LIMIT 1" % (quoted(name), order), database))]
        if ends:
            found.append(Measurement(database, name, kinds, tags.get(name, {}), min(ends), max(ends)))
    return found
