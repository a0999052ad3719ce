"""Whether two answers are the same, and if not, in what they differ."""
import json
import re

from . import messagepack

COMPARED_HEADERS = ("content-type", "content-encoding", "x-influxdb-error", "allow", "www-authenticate")
# Of several calls that cannot be made, the reference names one by chance.
FIRST_OF_SEVERAL = re.compile(r"unsupported [a-z ]+ iterator type: \*query\.\w+")
BEYOND_ASCII = re.compile(r"[^ -~]+")
TOLERANCE = 1e-9
ROWS_OF_A_CHUNK = 10_000
UNDEFINED_BY_THE_REFERENCE = (b"[panic:", b"runtime error:")


class Float(float):
    """A number with a fraction or an exponent."""
    __slots__ = ()


def documents(text):
    decoder = json.JSONDecoder(parse_float=Float)
    found, at = [], 0
    while True:
        while at < len(text) and text[at] in " \t\r\n":
            at += 1
        if at >= len(text):
            return found
        one, at = decoder.raw_decode(text, at)
        found.append(one)


class Difference:
    """`kind` is a word or two that is the same for alike differences; `place` says where the first one is."""

    def __init__(self, kind, place):
        self.kind, self.place = kind, place


def crashed(answer):
    return answer.status == 0 or any(mark in answer.body for mark in UNDEFINED_BY_THE_REFERENCE)


def difference(expected, actual):
    """None for equal answers; the kinds `digits` and `order` are differences a reader cannot hold against us."""
    if expected.status != actual.status:
        return Difference("status", "%d, not %d" % (actual.status, expected.status))
    for name in COMPARED_HEADERS:
        if header(expected, name) != header(actual, name):
            return Difference("header " + name,
                              "%r, not %r" % (actual.headers.get(name), expected.headers.get(name)))
    if expected.body == actual.body:
        return None
    if b"json: unsupported value" in expected.body and b"json: unsupported value" in actual.body:
        return None
    if without_ids(expected) == without_ids(actual):
        return None
    try:
        wanted, given = read(expected), read(actual)
    except (ValueError, KeyError):
        return Difference("text", first_difference(expected.text(), actual.text()))
    found = compare(wanted, given, "$")
    if found is None and wanted == given:
        return None if is_packed(expected) else Difference("layout", first_difference(expected.text(), actual.text()))
    if found is None:
        return Difference("digits", first_difference(expected.text(), actual.text()))
    if later_statements_are_listed(wanted, given) or FIRST_OF_SEVERAL.sub("", expected.text()) == FIRST_OF_SEVERAL.sub(
            "", actual.text()):
        return None
    if compare(ordered(wanted), ordered(given), "$") is None:
        return Difference("order", found.place)
    return found


def header(answer, name):
    """A header's value; what is beyond ASCII in it has no defined form."""
    text = answer.headers.get(name)
    return text and " ".join(BEYOND_ASCII.sub(" ", text).split())


def without_ids(answer):
    """The text of an answer without the numbers of shards."""
    return re.sub(r"shard \d+:", "shard:", answer.text())


def is_packed(answer):
    return answer.headers.get("content-type") == "application/x-msgpack"


def read(answer):
    return messagepack.documents(answer.body) if is_packed(answer) else documents(answer.text())


def later_statements_are_listed(wanted, given):
    """Whether only this differs: the reference hides the error of a statement behind `not executed` for the next one."""
    old, new = ([r for d in docs for r in d.get("results") or []] if all(isinstance(d, dict) for d in docs) else []
                for docs in (wanted, given))
    at = next((i for i, result in enumerate(old) if result.get("error") == "not executed"), None)
    if at is None or len(new) < len(old):
        return False
    before = at - 1 if at and old[at - 1].get("error") else at
    return compare(old[:before], new[:before], "$") is None and "error" in new[before] and all(
        result.get("error") == "not executed" for result in new[before + 1:])


def first_difference(wanted, given):
    at = next((i for i, (a, b) in enumerate(zip(wanted, given)) if a != b), min(len(wanted), len(given)))
    start = max(0, at - 60)
    return "at %d: ...%s, not ...%s" % (at, given[start:at + 60], wanted[start:at + 60])


def compare(wanted, given, path):
    if isinstance(wanted, dict) and isinstance(given, dict):
        return compare_objects(wanted, given, path)
    if isinstance(wanted, list) and isinstance(given, list):
        for i, (a, b) in enumerate(zip(wanted, given)):
            found = compare(a, b, "%s[%d]" % (path, i))
            if found:
                return found
        if len(wanted) != len(given):
            return Difference("count of " + re.sub(r"\[\d+]", "", path)[2:],
                              "%s: %d items, not %d" % (path, len(given), len(wanted)))
        return None
    if close(wanted, given) or (type(wanted) is type(given) and wanted == given):
        return None
    return Difference(kind_of(path, wanted, given), "%s: %s, not %s" % (path, short(given), short(wanted)))


def compare_objects(wanted, given, path):
    for key in list(wanted) + list(given):
        if key == "partial" and len(wanted.get("values") or []) >= ROWS_OF_A_CHUNK:
            continue  # the reference marks whole series of this length
        if (key in wanted) != (key in given):
            holder = given if key in given else wanted
            return Difference("key %s %s" % (key, "extra" if key in given else "missing"),
                              "%s.%s: %s" % (path, key, short(holder[key])))
    for key in [one for one in wanted if one in given]:
        found = compare(wanted[key], given[key], path + "." + key)
        if found:
            return found
    return None


def kind_of(path, wanted, given):
    column = re.search(r"\.values\[\d+]\[(\d+)]$", path)
    if not column:
        return re.sub(r"\[\d+]", "", path)[2:]
    if column.group(1) == "0":
        return "time"
    return "value " + "/".join("null" if v is None else type(v).__name__.lower() for v in (wanted, given))


def close(wanted, given):
    numbers = (int, float)
    if not isinstance(wanted, numbers) or not isinstance(given, numbers):
        return False
    if isinstance(wanted, bool) or isinstance(given, bool):
        return False
    if isinstance(wanted, int) and isinstance(given, int):
        return wanted == given
    a, b = float(wanted), float(given)
    return a == b or abs(a - b) <= TOLERANCE * max(abs(a), abs(b)) or abs(a - b) <= 1e-13


def ordered(value):
    """The same answer with series and rows in an order of their own."""
    if isinstance(value, dict):
        return {k: sorted(map(ordered, v), key=sort_key) if k in ("series", "values") and isinstance(v, list)
                else ordered(v) for k, v in value.items()}
    return [ordered(one) for one in value] if isinstance(value, list) else value


def sort_key(value):
    return json.dumps(rounded(value), sort_keys=True)


def rounded(value):
    if isinstance(value, float):
        return float("%.8g" % value)
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items() if k != "values"}
    return [rounded(one) for one in value] if isinstance(value, list) else value


def short(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:160] + "..."
