"""SELECT statements of the rarer forms: several subqueries, unary signs, DISTINCT, times that are equal, arguments out of range."""
from .data import NANOS, quoted
from .selects import AGGREGATES, MATH, SELECTORS, TECHNICAL, TRANSFORMS, Select, Subquery, moment

ARGUMENTS = ["0", "1", "-1", "2", "2.5", "101", "-0.5", "1s", "0s", "-1s", "10m", "'a'", "''", "true", "*", "/f/", "now()", "time",
             "1 + 1", "-(1)", "9223372036854775807", "9223372036854775808", "1e3", "nosuch"]
PREDICTORS = ["holt_winters", "holt_winters_with_fit"]
OTHERS = ["sample", "top", "bottom", "pow", "atan2", "log", "nosuchfunction", "histogram", "now", "time", "exponential_moving_average"]


class OddSelect(Select):
    """A statement whose parts are now and then of a rarer form."""

    # columns

    def columns(self, windowed):
        makers = [(6, lambda: super(OddSelect, self).columns(windowed)), (2, self.distinct), (2, self.signed), (2, self.compared),
                  (3, self.any_call), (2, self.nested), (1, self.repeated), (2, self.several_rankings), (2, self.cast),
                  (1, self.named_time), (2, self.calls_of_many)]
        return self.rnd.choices([m for _, m in makers], [w for w, _ in makers])[0]()

    def distinct(self):
        self.topic = "distinct"
        name = self.field()
        return self.rnd.choice(["DISTINCT %s", "DISTINCT(%s)", "distinct(%s)", "count(DISTINCT %s)", "count(distinct(%s))",
                                "DISTINCT %s AS x", "sum(distinct(%s))", "distinct(%s), count(%s)", "mean(distinct(%s))",
                                "max(count(distinct(%s)))", "count(distinct(%s)) AS x, count(%s) AS y"]).replace("%s", name)

    def signed(self):
        self.topic = "sign"
        name = self.number_field()
        return self.rnd.choice(["-%s", "- %s", "+%s", "-(%s)", "-1 * %s", "%s - -1", "%s * -2 + 1", "-mean(%s)", "(%s)", "((%s))",
                                "-(mean(%s) + 1)", "%s--1", "1 - %s", "-%s AS x", "(mean(%s))", "1 / -%s", "2 * -(%s - 1)"]
                               ).replace("%s", name)

    def compared(self):
        self.topic = "compared"
        left = self.field()
        right = self.rnd.choice([self.number(), "'alpha'", "true", "/a/", self.field(), "now()", "1h", "'2000-01-01'"])
        operator = self.rnd.choice(["=", "!=", "<", ">", "AND", "OR", "=~", "+", "-", "&", "|", "^", "%"])
        return "%s %s %s" % (left, operator, right) + (", " + self.field() if self.chance(0.4) else "")

    def any_call(self):
        self.topic = "arguments"
        rnd = self.rnd
        name = rnd.choice(AGGREGATES + SELECTORS + TRANSFORMS + TECHNICAL + MATH + PREDICTORS + OTHERS)
        first = rnd.choice([self.field(), self.field(), self.number_field(), self.aggregate(), self.aggregate(), rnd.choice(ARGUMENTS),
                            self.tag()])
        count = rnd.choice([0, 1, 1, 2, 2, 3, 4])
        rest = [rnd.choice(ARGUMENTS) if self.chance(0.8) else self.field() for _ in range(count - 1)]
        text = "%s(%s)" % (name if self.chance(0.9) else name.upper(), ", ".join(([first] if count else []) + rest))
        return text + (", " + self.aggregate(False) if self.chance(0.15) else "")

    def nested(self):
        self.topic = "nested"
        rnd = self.rnd
        inner = rnd.choice([self.aggregate, self.number_field, lambda: self.transform(self.aggregate()), self.ranked,
                            lambda: self.math(self.number_field()), lambda: self.arithmetic(self.number_field)])()
        return rnd.choice([self.transform, self.math, self.technical, lambda text: "%s(%s)" % (rnd.choice(AGGREGATES), text)])(inner)

    def repeated(self):
        self.topic = "names"
        name = self.field()
        return self.rnd.choice(["%s, %s", "%s AS a, %s AS a", "%s, %s, %s", "%s AS a, %s", "mean(%s), mean(%s)", "*, *", "%s, /./",
                                "%s AS \"%s x\"", "mean(%s) AS max, max(%s)", "%s, %s_1, %s", "max(%s), min(%s), max(%s)",
                                "%s AS time", "count(*), count(%s)", "*::field, *::tag", "top(%s, 1), top(%s, 2)"]).replace(
                                    "%s", name.strip('"') if "x\"" in name else name)

    def several_rankings(self):
        self.topic = "top"
        others = ["*", self.field(), self.tag(), "%s, %s" % (self.field(), self.tag()), "time", self.aggregate()]
        return "%s, %s" % (self.ranked(), self.rnd.choice(others))

    def cast(self):
        self.topic = "cast"
        rnd = self.rnd
        name = quoted(rnd.choice(list(self.m.fields) + list(self.m.tags)))
        kind = rnd.choice(["float", "integer", "string", "boolean", "field", "tag", "unsigned", "nosuch", "FLOAT"])
        return rnd.choice(["%s::%s", "mean(%s::%s)", "%s::%s + 1", "first(%s::%s), host", "*::%s", "count(*::%s)", "last(%s::%s)",
                           "max(%s::%s) + 1", "%s::%s, " + self.field()]).replace("%s", name, 1).replace("%s", kind) if self.chance(
                               0.85) else "*::" + kind

    def named_time(self):
        self.topic = "time"
        return self.rnd.choice(["time", "time, %s", "%s, time", "time AS t, %s", "%s AS t, time AS u", "max(time)", "time + 1",
                                "first(%s), time", "count(time)", "%s AS \"time\"", "mean(%s) AS time"]).replace("%s", self.field())

    def calls_of_many(self):
        self.topic = "aggregate"
        rnd = self.rnd
        texts = [rnd.choice([self.aggregate(False), self.transform(self.aggregate(False)), self.math(self.aggregate(False)),
                             self.arithmetic(lambda: self.aggregate(False))]) for _ in range(rnd.choice([2, 3, 4]))]
        return self.listed(texts)

    # conditions

    def time_range(self, needs_bounds):
        if self.chance(0.75):
            return super().time_range(needs_bounds)
        rnd = self.rnd
        first, last = self.m.first, self.m.last
        middle = (first + int(max(last - first, 1) * rnd.random())) // NANOS * NANOS
        low, high = sorted(rnd.choice([first, last, middle, middle + 60 * NANOS]) for _ in range(2))
        self.span = (low, high + 1)
        both = ["time >= %s" % moment(rnd, low), "time <= %s" % moment(rnd, high)]
        return rnd.choice([["time = %s" % moment(rnd, low)], both + both, both + ["time < now()"], both[:1] + ["time <= now() - 1d"],
                           ["(%s)" % " AND ".join(both)], ["((%s) AND %s)" % tuple(both)], ["time > 0"] + both,
                           ["%s OR %s" % tuple(both)], ["(%s OR time = %s)" % (both[0], moment(rnd, high))], both[1:],
                           ["%s <= time" % moment(rnd, low), "%s >= time" % moment(rnd, high)], ["time != %s" % moment(rnd, low)] + both,
                           both + ["time =~ /x/"], both + ["time > 'nonsense'"], ["time >= %s + 1m - 60s" % moment(rnd, low), both[1]],
                           ["time >= '1677-09-21T00:12:43.145224194Z'", both[1]], [both[0], "time <= '2262-04-11T23:47:16.854775806Z'"],
                           ["time > '2000-01-01 00:00:00.5'", both[1]], [both[0], "time < 1e30"], [both[0].replace("time", "\"time\"")] + both[1:],
                           [both[0].replace("time", "TIME")] + both[1:]])

    def condition(self, depth=0):
        if self.chance(0.75):
            return super().condition(depth)
        rnd = self.rnd
        field, number = self.number_field(), self.number()
        return rnd.choice([
            "-%s < %s" % (field, number), "%s = -%s" % (field, number.lstrip("-")), "(%s) > (%s)" % (field, number), "%s" % field,
            "%s = 'alpha'" % field, "%s =~ /1/" % field, "%s != null" % field, "%s > %s + 1" % (field, field), "NOT %s = 1" % field,
            "(%s > 1) = true" % field, "%s > 1 = true" % field, "%s + %s > %s" % (field, self.field(), number), "'a' = 'a'", "1 > 2.5",
            "%s & 1 = 1" % field, "%s %% 2 = 0" % field, "%s = 1 OR time < now()" % field, "%s <> %s" % (self.tag(), self.tag()),
            "%s = %s" % (self.tag(), number), "%s > 'a'" % self.tag(), "'a' = %s" % self.tag(), "%s =~ /a/ = true" % self.tag(),
            "%s::tag = 'a'" % self.tag(), "%s::field > 0" % field, "%s::integer > 0" % field, "abs(%s) > 2" % field,
            "pow(%s, 2) > 4" % field, "mean(%s) > 1" % field, "%s > 1h" % field, "%s = true" % field, "false", "_name = 'm'",
            "_name =~ /m/", "_tagKey = 'host'", "time", "%s =~ 'a'" % self.tag(), "%s = /a/" % self.tag(), "%s > 9223372036854775807" % field,
            "%s > 1e300" % field, "%s / 0 > 1" % field, "log(%s, 2) > 1" % field, "%s = ''" % field])

    # sources, groups and the tail

    def source(self):
        if self.chance(0.8):
            return super().source()
        rnd = self.rnd
        base, name = quoted(self.m.database), quoted(self.m.name)
        return rnd.choice(["%s.autogen.%s" % (base, self.pattern([self.m.name])), "%s..%s" % (base, self.pattern([self.m.name])),
                           "autogen." + name, "autogen." + self.pattern([self.m.name]), "nosuch..%s" % name, "%s.nosuch.%s" % (base, name),
                           "nosuch." + name, "%s, %s" % (name, name), "%s, nosuch" % name, "/./", "/(?!a)/", "/[/", "%s, /./" % name,
                           "(SELECT * FROM %s)" % name, "(SELECT * FROM %s), %s" % (name, name), "((SELECT * FROM %s))" % name,
                           "(%s)" % name, "(SELECT * FROM %s), (SELECT * FROM %s)" % (name, quoted(rnd.choice(self.all).name)),
                           "(SELECT * FROM %s GROUP BY *)" % name, "(SELECT * FROM /./)", "(SELECT * FROM %s WHERE %s)" % (name, self.condition())])

    def interval(self):
        if self.chance(0.9):
            return super().interval()
        return self.rnd.choice(["time(0s)", "time(-1m)", "time(1m, 1m, 1m)", "time()", "time(1)", "time('1m')", "time(1m, 10)", "time",
                                "time(1000000d)", "time(1h30m)", "time(7d, 4d)", "time(1w)", "time(1d, -6h)", "time(10m, '2000-01-01T00:03:00Z')",
                                "TIME(1h)", "time(1h, now())", "time(1h), time(1m)", "time(*)", "time(1h) + 1"])

    def dimensions(self):
        if self.chance(0.9):
            return super().dimensions()
        return [self.rnd.choice(["f", "/./", "/nope/", "*", "host, host", "*, host", "time", "host::tag", "host::field", "1", "'host'",
                                 "mean(f)", "/./, host", "nosuch, *", "\"host\", region, dc", "now()", "host + 1", "/(/"])]

    def tail(self, windowed, descending):
        if self.chance(0.8):
            return super().tail(windowed, descending)
        return self.rnd.choice([" LIMIT 0", " LIMIT 0 OFFSET 0", " OFFSET 3", " LIMIT 2 OFFSET 100000", " SLIMIT 0", " SOFFSET 1",
                                " SLIMIT 2 SOFFSET 50", " LIMIT 2 SLIMIT 1", " OFFSET 1 LIMIT 1", " LIMIT -1", " LIMIT 1.5", " ORDER BY f",
                                " ORDER BY time, f", " ORDER BY DESC", " ORDER BY \"time\" DESC", " ORDER BY TIME asc", " LIMIT 99999999999999999999",
                                " ORDER BY time DESC LIMIT 3 OFFSET 1 SLIMIT 2 SOFFSET 1", " TZ('UTC')", " tz('nosuch')", " tz(UTC)",
                                " tz('Local')", " tz('')", " ORDER BY ASC", " ORDER BY time DESC tz('America/New_York')", " LIMIT 1 ORDER BY time",
                                " SLIMIT 1 LIMIT 1", " SOFFSET 1 SLIMIT 1", " LIMIT '1'", " LIMIT 1,2"])

    def build(self, windowed=None, descending=None):
        if self.depth == 0 and self.chance(0.12):
            return self.of_several(windowed)
        return super().build(windowed, descending)

    def of_several(self, windowed):
        """A statement over two subqueries, or over a subquery and a measurement."""
        self.window = windowed = self.chance(0.4) if windowed is None else windowed
        times = self.time_range(windowed)
        made = [OddSubquery(self.rnd, self.all, self.depth) for _ in range(2)]
        sources = [made[0].text, made[1].text if self.chance(0.7) else quoted(self.m.name)]
        self.rnd.shuffle(sources)
        self.topic = "several subqueries"
        columns = made[0].outer(self, windowed)
        self.topic = "several subqueries"
        text = "SELECT %s FROM %s" % (columns, ", ".join(sources))
        if times:
            text += " WHERE " + " AND ".join(times)
        dimensions = ([self.interval()] if windowed else []) + self.dimensions()
        if dimensions:
            text += " GROUP BY " + ", ".join(dimensions)
            if windowed and self.chance(0.4):
                text += " fill(%s)" % self.rnd.choice(["none", "0", "previous", "linear", "1e3", "x", "'a'", "-0.5", "true", "null, 1"])
        return text + self.tail(windowed, None)


class OddSubquery(Subquery):
    """A subquery that may be sorted, limited and grouped in ways of its own."""


def select(rnd, measurements):
    """A topic and the text of a statement."""
    one = OddSelect(rnd, measurements)
    text = one.build()
    if rnd.random() < 0.05:
        text = rnd.choice([lambda t: t.lower(), lambda t: t.replace(" ", "\n\t"), lambda t: t.replace(" FROM ", " /* x */ FROM\n-- y\n "),
                           lambda t: "  " + t + " ;", lambda t: t.replace("SELECT", "sELECT"), lambda t: t.replace(", ", ",")])(text)
    return one.topic, text


