"""SELECT statements: everything the language allows, and some of what it refuses."""
import datetime

from .data import NANOS, quoted

AGGREGATES = ["count", "sum", "mean", "median", "mode", "stddev", "spread", "integral", "distinct"]
SELECTORS = ["first", "last", "min", "max", "percentile"]
TRANSFORMS = ["derivative", "non_negative_derivative", "difference", "non_negative_difference", "elapsed",
              "cumulative_sum", "moving_average"]
TECHNICAL = ["exponential_moving_average", "double_exponential_moving_average", "triple_exponential_moving_average",
             "relative_strength_index", "triple_exponential_derivative", "kaufmans_efficiency_ratio",
             "kaufmans_adaptive_moving_average", "chande_momentum_oscillator"]
MATH = ["abs", "sin", "cos", "tan", "asin", "acos", "atan", "exp", "ln", "log2", "log10", "sqrt", "floor", "ceil",
        "round"]
ZONES = ["America/Los_Angeles", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC", "Etc/GMT+5",
         "America/Sao_Paulo", "Pacific/Apia"]
STEPS = [1, 2, 3, 5, 7, 10, 13, 20, 30, 60, 90, 120, 300, 600, 900, 3600, 7200, 21600, 43200, 86400, 172800, 604800]
DURATION_UNITS = [("w", 604800 * NANOS), ("d", 86400 * NANOS), ("h", 3600 * NANOS), ("m", 60 * NANOS), ("s", NANOS),
                  ("ms", 10 ** 6), ("u", 1000), ("ns", 1)]


def duration(nanos):
    sign, nanos = ("-", -nanos) if nanos < 0 else ("", nanos)
    for unit, size in DURATION_UNITS:
        if nanos % size == 0:
            return "%s%d%s" % (sign, nanos // size, unit)
    raise AssertionError("every count of nanoseconds divides by one")


def instant(rnd, nanos, separator="T"):
    seconds, rest = divmod(nanos, NANOS)
    text = (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%d" + separator + "%H:%M:%S")
    fraction = (".%09d" % rest).rstrip("0").rstrip(".") if rest else ""
    return text + fraction + ("Z" if separator == "T" else "")


def moment(rnd, nanos):
    """The instant in one of the spellings the language has."""
    kind = rnd.randrange(8)
    if kind == 0:
        return str(nanos)
    if kind == 1 and nanos % NANOS == 0:
        return "%ds" % (nanos // NANOS)
    if kind == 2 and nanos % 10 ** 6 == 0:
        return "%dms" % (nanos // 10 ** 6)
    if kind == 3 and nanos % NANOS == 0:
        return "'%s'" % instant(rnd, nanos, " ")
    if kind == 4:
        back = rnd.choice([1, 30, 3600]) * NANOS
        return "'%s' + %s" % (instant(rnd, nanos - back), duration(back))
    if kind == 5 and nanos % (86400 * NANOS) == 0:
        return "'%s'" % instant(rnd, nanos)[:10]
    return "'%s'" % instant(rnd, nanos)


class Select:
    """One statement under construction over one measurement (or some with names in common)."""

    def __init__(self, rnd, measurements, depth=0):
        self.rnd, self.all, self.depth = rnd, measurements, depth
        self.m = rnd.choice(measurements)
        self.window = 0
        self.span = None
        self.topic = "raw"

    def chance(self, probability):
        return self.rnd.random() < probability

    # fields and tags

    def field(self, *types):
        rnd = self.rnd
        names = self.m.fields_of(*types) if types else []
        roll = rnd.random()
        if roll < 0.03:
            return rnd.choice(["nosuch", "time"] + list(self.m.tags))
        name = quoted(rnd.choice(names if names and roll < 0.88 else list(self.m.fields)))
        return name + rnd.choice(["::float", "::integer", "::string", "::boolean", "::field", "::tag"]) \
            if self.chance(0.04) else name

    def number_field(self):
        return self.field("float", "integer")

    def tag(self):
        return quoted(self.rnd.choice(list(self.m.tags))) if self.m.tags and self.chance(0.95) else "nosuch"

    def number(self):
        return self.rnd.choice(["0", "1", "2", "3", "10", "2.5", "-1", "0.5", "100", "-2.5", "1000000"])

    def pattern(self, names):
        rnd = self.rnd
        name = rnd.choice(list(names) or ["x"])
        piece = "".join(c if c.isalnum() else "." for c in name[:rnd.randint(1, 3)])
        return rnd.choice(["/./", "/.*/", "/^%s/" % piece, "/%s/" % piece, "/%s$/" % piece, "/nope/", "/^(%s|zz)$/" % piece,
                           "/[a-f]/", "/(?i)%s/" % piece.upper()])

    # calls

    def aggregate(self, allow_distinct=True):
        rnd = self.rnd
        name = rnd.choice(AGGREGATES + SELECTORS)
        if name == "distinct" and not allow_distinct:
            name = "mean"
        if name == "percentile":
            return "percentile(%s, %s)" % (self.number_field(), rnd.choice(["50", "90", "0", "100", "99.9", "1", "25.5"]))
        if name == "integral":
            return "integral(%s%s)" % (self.number_field(), rnd.choice(["", "", ", 1s", ", 1m", ", 500ms", ", 1h"]))
        if name == "count" and self.chance(0.2):
            return "count(distinct(%s))" % self.field("float", "integer", "string", "boolean")
        if name in ("count", "mode", "distinct", "first", "last"):
            return "%s(%s)" % (name, self.field("float", "integer", "string", "boolean"))
        if name in ("min", "max"):
            return "%s(%s)" % (name, self.field("float", "integer", "boolean"))
        return "%s(%s)" % (name, self.number_field())

    def transform(self, inner):
        rnd = self.rnd
        name = rnd.choice(TRANSFORMS)
        extra = ""
        if name == "moving_average":
            extra = ", %d" % rnd.choice([2, 2, 3, 4, 10])
        elif name in ("derivative", "non_negative_derivative", "elapsed") and self.chance(0.5):
            extra = ", " + rnd.choice(["1s", "1m", "10s", "1h", "1ms", "1ns", "1d"])
        return "%s(%s%s)" % (name, inner, extra)

    def technical(self, inner):
        rnd = self.rnd
        name = rnd.choice(TECHNICAL)
        extra = ", %d" % rnd.choice([2, 2, 3, 4, 5, 10, 1])
        if self.chance(0.4):
            extra += ", %d" % rnd.choice([0, 1, 2, 3, 5, -1])
            if self.chance(0.5) and not name.startswith("kaufmans"):
                extra += ", '%s'" % rnd.choice(["exponential", "simple", "none" if name.startswith("chande") else "simple"])
        return "%s(%s%s)" % (name, inner, extra)

    def ranked(self):
        rnd = self.rnd
        name = rnd.choice(["top", "bottom"])
        extra = "".join(", %s" % (self.tag() if self.chance(0.9) else self.field()) for _ in range(rnd.choice([0, 0, 1, 1, 2])))
        return "%s(%s%s, %d)" % (name, self.number_field(), extra, rnd.choice([1, 2, 3, 5, 20]))

    def math(self, inner):
        rnd = self.rnd
        kind = rnd.randrange(6)
        if kind == 0:
            return "%s(%s, %s)" % (rnd.choice(["pow", "atan2", "log"]), inner, rnd.choice(["2", "3", "0.5", inner, "10"]))
        return "%s(%s)" % (rnd.choice(MATH), inner)

    def arithmetic(self, operand, depth=0):
        rnd = self.rnd
        left = operand() if self.chance(0.85) else self.number()
        if depth < 2 and self.chance(0.2):
            left = "(%s)" % self.arithmetic(operand, depth + 1)
        operator = rnd.choice(["+", "-", "*", "/", "%", "&", "|", "^"] if self.chance(0.25) else ["+", "-", "*", "/"])
        right = operand() if self.chance(0.4) else self.number()
        return "%s %s %s" % (left, operator, right)

    # the list of columns

    def columns(self, windowed):
        rnd = self.rnd
        makers = [(5, self.calls), (3, self.selector_with_fields), (3, self.expression_of_calls), (1, self.wild_call),
                  (2, self.ranking), (3, self.transformed_call if windowed else self.transformed_field),
                  (2, self.technical_call if windowed else self.technical_field)]
        if windowed:
            makers.append((1, self.forecast))
        else:
            makers += [(5, self.raw), (1, self.raw_wild), (2, self.raw_expression)]
        return rnd.choices([m for _, m in makers], [w for w, _ in makers])[0]()

    def aliased(self, text, number):
        if self.depth > 0 or self.chance(0.15):
            return "%s AS %s" % (text, "c%d" % number if self.chance(0.9) else self.rnd.choice(['"the name"', "f", "c0"]))
        return text

    def listed(self, texts):
        return ", ".join(self.aliased(text, i) for i, text in enumerate(texts))

    def calls(self):
        self.topic = "aggregate"
        count = self.rnd.choice([1, 1, 1, 2, 2, 3])
        if count == 1 and self.chance(0.05):
            self.topic = "sample"
            return "sample(%s, 5000)" % self.field()
        return self.listed([self.aggregate(count == 1 or self.chance(0.1)) for _ in range(count)])

    def selector_with_fields(self):
        self.topic = "selector"
        call = "%s(%s)" % (self.rnd.choice(["first", "last", "min", "max"]), self.field("float", "integer"))
        if self.chance(0.2):
            call = "percentile(%s, %s)" % (self.number_field(), self.rnd.choice(["50", "10", "95"]))
        others = [self.tag() if self.chance(0.5) else self.field() for _ in range(self.rnd.randint(1, 2))]
        if self.chance(0.1):
            others = ["*"]
        return self.listed([call] + others) if others != ["*"] else call + ", *"

    def expression_of_calls(self):
        self.topic = "arithmetic"
        texts = [self.arithmetic(lambda: self.aggregate(self.chance(0.05))) if self.chance(0.7)
                 else self.math(self.aggregate(False)) for _ in range(self.rnd.choice([1, 1, 2]))]
        return self.listed(texts)

    def wild_call(self):
        self.topic = "wildcard"
        rnd = self.rnd
        wild = rnd.choice(["*", "*", self.pattern(self.m.fields)])
        name = rnd.choice([a for a in AGGREGATES if a != "distinct"] + ["first", "last", "min", "max", "percentile"] +
                          ([] if self.window else TRANSFORMS))
        extra = {"percentile": ", 50", "moving_average": ", 2"}.get(name, "")
        return "%s(%s%s)" % (name, wild, extra) + (", count(%s)" % self.field() if self.chance(0.15) else "")

    def ranking(self):
        self.topic = "top"
        return self.ranked() + (", " + (self.tag() if self.chance(0.5) else self.field()) if self.chance(0.4) else "")

    def transformed_call(self):
        self.topic = "transformation"
        return self.listed([self.transform(self.aggregate(self.chance(0.1))) for _ in range(self.rnd.choice([1, 1, 2]))]
                           + ([self.aggregate(False)] if self.chance(0.2) else []))

    def transformed_field(self):
        self.topic = "transformation"
        return self.listed([self.transform(self.number_field()) for _ in range(self.rnd.choice([1, 1, 2]))])

    def technical_call(self):
        self.topic = "technical"
        return self.listed([self.technical(self.aggregate(False))])

    def technical_field(self):
        self.topic = "technical"
        return self.listed([self.technical(self.number_field())])

    def forecast(self):
        self.topic = "holt_winters"
        return "holt_winters%s(%s, %d, %d)" % (self.rnd.choice(["", "_with_fit"]), self.aggregate(False),
                                               self.rnd.choice([1, 3, 5]), self.rnd.choice([0, 0, 1, 2, 4]))

    def raw(self):
        names = [self.field() if i == 0 or self.chance(0.6) else self.tag() for i in range(self.rnd.choice([1, 1, 2, 3]))]
        return self.listed(names)

    def raw_wild(self):
        self.topic = "wildcard"
        rnd = self.rnd
        return rnd.choice(["*", "*", "*::field", "*::tag", self.pattern(list(self.m.fields) + list(self.m.tags)),
                           "*, " + self.field(), "%s, *" % self.field()])

    def raw_expression(self):
        self.topic = "arithmetic"
        texts = [self.arithmetic(self.number_field) if self.chance(0.6) else self.math(self.number_field())
                 for _ in range(self.rnd.choice([1, 1, 2]))]
        return self.listed(texts + ([self.tag()] if self.chance(0.2) else []))

    # the conditions

    def condition(self, depth=0):
        rnd = self.rnd
        if depth < 2 and self.chance(0.3):
            return "(%s %s %s)" % (self.condition(depth + 1), rnd.choice(["AND", "OR"]), self.condition(depth + 1))
        kind = rnd.randrange(10)
        if kind < 4 and self.m.tags:
            return self.tag_condition()
        if kind < 8:
            return self.field_condition()
        if kind == 8:
            return "%s %s %s" % (self.arithmetic(self.number_field), rnd.choice(["=", ">", "<", ">=", "!="]), self.number())
        return rnd.choice(["true", "1 = 1", "nosuch = 'x'", "nosuch != 'x'", "nosuch = ''", "nosuch > 1", "1 = 2",
                           "%s = %s" % (self.tag(), self.tag()), "%s = %s" % (self.tag(), self.field()),
                           "floor(%s) > 2" % self.number_field()])

    def tag_condition(self):
        rnd = self.rnd
        name = rnd.choice(list(self.m.tags))
        text = rnd.choice(self.m.tags[name] + ["", "zz"])
        if self.chance(0.35):
            return "%s %s %s" % (quoted(name), rnd.choice(["=~", "!~"]), self.pattern(self.m.tags[name]))
        return "%s %s '%s'" % (quoted(name), rnd.choice(["=", "=", "!=", "!=", "<>", "<", ">="]),
                               text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n"))

    def field_condition(self):
        rnd = self.rnd
        name = rnd.choice(list(self.m.fields))
        kind = rnd.choice(self.m.fields[name]) if self.chance(0.93) else rnd.choice(["float", "string", "boolean"])
        if kind == "string":
            if self.chance(0.3):
                return "%s %s %s" % (quoted(name), rnd.choice(["=~", "!~"]), self.pattern(["alpha", "high", "10"]))
            return "%s %s '%s'" % (quoted(name), rnd.choice(["=", "!=", "<", ">="]), rnd.choice(["alpha", "high", "", "zz"]))
        if kind == "boolean":
            return "%s %s %s" % (quoted(name), rnd.choice(["=", "!="]), rnd.choice(["true", "false"]))
        right = self.number() if self.chance(0.85) else self.number_field()
        left, right = (quoted(name), right) if self.chance(0.9) else (right, quoted(name))
        return "%s %s %s" % (left, rnd.choice(["=", "!=", "<", "<=", ">", ">="]), right)

    def time_range(self, needs_bounds):
        rnd = self.rnd
        first, last = self.m.first, self.m.last
        span = max(last - first, 1)
        round_to = rnd.choice([1, NANOS, 60 * NANOS])
        low = (first + int(span * rnd.choice([-0.1, 0, 0, 0, 0.1, 0.33]))) // round_to * round_to
        high = (first + int(span * rnd.choice([0.2, 0.5, 0.9, 1, 1, 1.1]))) // round_to * round_to + round_to
        self.span = (low, high)
        lower = "time %s %s" % (rnd.choice([">=", ">=", ">"]), moment(rnd, low))
        upper = "time %s %s" % (rnd.choice(["<", "<", "<="]), moment(rnd, high))
        if self.chance(0.03):
            lower = "%s <= time" % moment(rnd, low)
        if needs_bounds:
            return [lower, upper]
        return rnd.choice([[], [], [lower], [upper], [lower, upper], [lower, upper]])

    # the whole

    def interval(self):
        rnd = self.rnd
        low, high = self.span
        fitting = [s for s in STEPS if 1 <= (high - low) / (s * NANOS) <= 120]
        step = rnd.choice(fitting) * NANOS if fitting else max((high - low) // rnd.choice([3, 5, 9]), 1)
        offset = ""
        if self.chance(0.2):
            offset = ", " + duration(int(step * rnd.choice([0.5, 0.25, -0.5, 1.5, 1])) or 1)
        return "time(%s%s)" % (duration(step), offset)

    def dimensions(self):
        rnd = self.rnd
        if not self.m.tags or self.chance(0.4):
            return []
        kind = rnd.randrange(12)
        if kind == 0:
            return ["*"]
        if kind == 1:
            return [self.pattern(self.m.tags)]
        if kind == 2:
            return ["nosuch"]
        return [quoted(t) for t in rnd.sample(list(self.m.tags), rnd.randint(1, min(2, len(self.m.tags))))]

    def source(self):
        rnd = self.rnd
        name = quoted(self.m.name)
        roll = rnd.random()
        if roll < 0.8:
            return name
        others = [quoted(m.name) for m in self.all if m is not self.m]
        if roll < 0.88 and others:
            return "%s, %s" % (name, rnd.choice(others))
        if roll < 0.92:
            return "%s..%s" % (quoted(self.m.database), name)
        if roll < 0.95:
            return "%s.autogen.%s" % (quoted(self.m.database), name)
        if roll < 0.99:
            return self.pattern([self.m.name])
        return "nosuch"

    def build(self, windowed=None, descending=None):
        rnd = self.rnd
        self.window = windowed = self.chance(0.45) if windowed is None else windowed
        times = self.time_range(windowed)
        source = self.source()
        columns = self.columns(windowed)
        if self.depth < 2 and self.chance(0.12 if self.depth == 0 else 0.1):
            inner = Subquery(rnd, self.all, self.depth)
            source, columns = inner.text, inner.outer(self, windowed)
            self.topic = "subquery"
            self.m = inner.visible
        where = times + ([self.condition()] if self.chance(0.35) else [])
        rnd.shuffle(where)
        dimensions = ([self.interval()] if windowed else []) + self.dimensions()
        rnd.shuffle(dimensions)
        text = "SELECT %s FROM %s" % (columns, source)
        if where:
            text += " WHERE " + " AND ".join(where)
        if dimensions:
            text += " GROUP BY " + ", ".join(dimensions)
            if self.chance(0.6 if windowed else 0.05):
                text += " fill(%s)" % rnd.choice(["none", "null", "0", "previous", "linear", "100", "2.5", "-1"])
        return text + self.tail(windowed, descending)

    def tail(self, windowed, descending):
        rnd = self.rnd
        text = ""
        if descending if descending is not None else self.chance(0.2):
            text += " ORDER BY time DESC"
        elif self.chance(0.03):
            text += " ORDER BY time ASC"
        if self.chance(0.2):
            text += " LIMIT %d" % rnd.choice([1, 2, 3, 5, 10])
        if self.chance(0.06):
            text += " OFFSET %d" % rnd.choice([1, 2, 5])
        if self.chance(0.08):
            text += " SLIMIT %d" % rnd.choice([1, 2, 3])
            if self.chance(0.4):
                text += " SOFFSET %d" % rnd.choice([1, 2])
        if self.depth == 0 and self.chance(0.06):
            text += " tz('%s')" % rnd.choice(ZONES)
        return text


class Subquery:
    """An inner statement whose columns are named c0, c1 ..., and statements over them."""

    def __init__(self, rnd, measurements, depth):
        inner = Select(rnd, measurements, depth + 1)
        descending = None if rnd.random() < 0.04 else False
        self.text = "(%s)" % inner.build(descending=descending)
        self.rnd, self.m = rnd, inner.m
        self.visible = type(inner.m)(inner.m.database, inner.m.name, {"c0": ["float"], **inner.m.fields}, inner.m.tags,
                                     inner.m.first, inner.m.last)

    def outer(self, select, windowed):
        rnd = self.rnd
        select.m = type(self.m)(self.m.database, self.m.name, {"c0": ["float"], "c1": ["float"]}, self.m.tags,
                                self.m.first, self.m.last)
        if windowed or rnd.random() < 0.6:
            return select.columns(windowed)
        return rnd.choice(["*", "c0", "c0, c1", "c0, " + select.tag(), "c0 * 2", "c0 + c1"])


def select(rnd, measurements):
    """A topic and the text of a statement."""
    one = Select(rnd, measurements)
    text = one.build()
    return one.topic, text
