"""Requests in the forms HTTP has: methods, headers, bodies and paths of the 1.x interface."""
import gzip
import urllib.parse

from . import histories
from .servers import Request

METHODS = ["GET", "POST", "HEAD", "OPTIONS"]
TYPES = ["text/plain", "application/x-www-form-urlencoded", "application/json", "application/octet-stream", "", "multipart/form-data",
         "application/x-www-form-urlencoded; charset=utf-8", "nonsense/"]
QUESTIONS = ["SELECT * FROM cpu", "SHOW MEASUREMENTS", "SHOW DATABASES", "SELECT", "", " ", "SELECT v FROM cpu; SELECT nosuch FROM mem",
             "CREATE DATABASE dhist", "DROP MEASUREMENT mem", "SELECT v INTO o FROM cpu", "DELETE FROM nosuch", "SHOW TAG KEYS ON nosuch",
             "SHOW RETENTION POLICIES", "SHOW FIELD KEYS", "EXPLAIN SELECT v FROM nosuch", "DROP SERIES FROM nosuch",
             "SELECT mean(v) FROM cpu; SHOW TAG KEYS", "SHOW SERIES", "SHOW USERS", "SHOW SUBSCRIPTIONS", "SHOW GRANTS FOR nobody"]
MULTIPART = "--x\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n--x--\r\n"


def shared_params(rnd, database):
    params = {"db": database}
    for name, values, chance in (("u", ["", "x", "u 1"], 0.08), ("p", ["", "y"], 0.08), ("pretty", ["true", "1", "True"], 0.15),
                                 ("precision", ["ns", "s", "x", "rfc3339"], 0.1), ("rp", ["autogen", "nosuch", ""], 0.08),
                                 ("consistency", ["one", "any", "quorum", "all", "ALL", "x", ""], 0.1), ("db", ["nosuch", "", "a/b"], 0.08),
                                 ("epoch", ["ns", "s", "S", "1"], 0.2), ("chunked", ["true", "false"], 0.15), ("async", ["true", "1"], 0.06),
                                 ("chunk_size", ["1", "0", "x"], 0.15), ("node_id", ["1", "0", "x", "99"], 0.05),
                                 ("params", ["", "{}", "x", '{"a":1}'], 0.08)):
        if rnd.random() < chance:
            params[name] = rnd.choice(values)
    return params


def headers(rnd):
    made = {}
    for name, values, chance in (("Accept", ["application/json", "application/csv", "text/csv", "application/x-msgpack", "text/plain", "x"], 0.3),
                                 ("Accept-Encoding", ["gzip", "gzip, deflate", "identity", "deflate", "*"], 0.3), ("Content-Type", TYPES, 0.4),
                                 ("Origin", ["http://example.com", "null"], 0.1), ("User-Agent", ["x"], 0.1),
                                 ("Authorization", ["Basic eDp5", "Basic !", "Basic", "Bearer x", "Token x:y", "Token x", "Digest x", ""], 0.1),
                                 ("X-Request-Id", ["abc"], 0.05), ("Request-Id", ["abc"], 0.05)):
        if rnd.random() < chance:
            made[name] = rnd.choice(values)
    return made


def question(rnd, database):
    params, sent = shared_params(rnd, database), headers(rnd)
    text = rnd.choice(QUESTIONS)
    method = rnd.choice(["GET", "GET", "POST", "POST", "POST", "HEAD", "OPTIONS"])
    kind = rnd.randrange(8)
    if method != "POST" or kind < 3:
        if rnd.random() < 0.95:
            params["q"] = text
        return Request("/query", params, method, b"" if method == "POST" else None, sent)
    if kind < 5:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
        body = {"q": text, **({"db": params.pop("db")} if rnd.random() < 0.5 else {})}
        if rnd.random() < 0.2:
            params["q"] = rnd.choice(QUESTIONS)
        return Request("/query", params, method, urllib.parse.urlencode(body).encode(), sent)
    if kind < 7:
        sent["Content-Type"] = "multipart/form-data; boundary=x"
        file = '; filename="q.txt"' if rnd.random() < 0.7 else ""
        return Request("/query", params, method, (MULTIPART % (rnd.choice(["q", "q", "x"]), file, text)).encode(), sent)
    return Request("/query", {**params, "q": text}, method, text.encode(), sent)


def written(rnd, database):
    params, sent = shared_params(rnd, database), headers(rnd)
    lines = "\n".join(rnd.choice([histories.point(rnd), histories.odd_line(rnd)]) if rnd.random() < 0.5 else histories.point(rnd, "v=1")
                      for _ in range(rnd.choice([0, 1, 1, 2])))
    body = lines.encode("utf-8", "surrogatepass")
    if rnd.random() < 0.3:
        sent["Content-Encoding"] = rnd.choice(["gzip", "gzip", "gzip", "GZIP", "deflate", "identity", ""])
        body = rnd.choice([gzip.compress(body, mtime=0), gzip.compress(body, mtime=0), body, gzip.compress(body, mtime=0)[:-3], b""])
    method = rnd.choice(["POST"] * 8 + ["GET", "HEAD", "OPTIONS"])
    return Request("/write", params, method, body if method == "POST" else None, sent)


def other(rnd, database):
    path = rnd.choice(["/ping", "/ping", "/ping", "/status", "/ping/", "/query/", "/write/", "//query", "/nosuch"])
    params = rnd.choice([{}, {}, {"verbose": "true"}, {"verbose": "false"}, {"verbose": "0"}, {"wait_for_leader": rnd.choice(["1s", "x", "0s"])}])
    method = rnd.choice(METHODS)
    return Request(path, params, method, b"" if method == "POST" else None, headers(rnd))


def protocol(rnd, database):
    yield from histories.start(rnd, database)
    for _ in range(12):
        yield rnd.choice([question, question, written, written, other])(rnd, database)
    yield from histories.look(rnd, database)
