"""The two servers that are asked, and the one connection to each."""
import http.client
import os
import socket
import subprocess
import time
import urllib.parse

REFERENCE_SETTINGS = """reporting-disabled = true
bind-address = "127.0.0.1:{rpc}"
[meta]
  dir = "{dir}/meta"
[data]
  dir = "{dir}/data"
  wal-dir = "{dir}/wal"
  index-version = "{index}"
  query-log-enabled = false
  max-series-per-database = 0
  max-values-per-tag = 0
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:{http}"
  log-enabled = false
  max-row-limit = 0
  max-body-size = 0
[continuous_queries]
  enabled = false
[logging]
  level = "error"
"""


LARGEST_ANSWER = 4 << 20


class Answer:
    """What a request gave: status, headers with names in lower case, the bytes of the body."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def text(self):
        return self.body.decode("utf-8", "replace")


class Connection:
    """One kept-alive connection; a request that fails is an answer with status 0 and the reason as its body."""

    def __init__(self, url, timeout=10.0):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port, self.timeout = parts.hostname, parts.port, timeout
        self.connection = None

    def send(self, request):
        for attempt in (0, 1):
            reused = self.connection is not None
            if not reused:
                self.connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
            try:
                self.connection.request(request.method, request.target(), request.body(), request.all_headers())
                answer = self.connection.getresponse()
                body = answer.read(LARGEST_ANSWER)
                if len(body) == LARGEST_ANSWER:
                    self.close()
                    return Answer(0, {}, b"an answer without end")
                if answer.will_close:
                    self.close()
                return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, body)
            except (http.client.HTTPException, OSError) as failure:
                self.close()
                if not (reused and attempt == 0 and isinstance(failure, (http.client.RemoteDisconnected, BrokenPipeError,
                                                                         ConnectionResetError))):
                    return Answer(0, {}, ("%s: %s" % (type(failure).__name__, failure)).encode())
        raise AssertionError("unreachable")

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Request:
    """A request that is sent alike to every server."""

    def __init__(self, path, params, method="POST", payload=None, headers=None):
        self.path, self.params, self.method = path, params, method
        self.payload, self.headers = payload, headers or {}

    @property
    def is_form(self):
        return self.method == "POST" and self.payload is None

    def target(self):
        query = urllib.parse.urlencode(self.params)
        return self.path if self.is_form or not query else self.path + "?" + query

    def body(self):
        return urllib.parse.urlencode(self.params).encode() if self.is_form else self.payload

    def all_headers(self):
        form = {"Content-Type": "application/x-www-form-urlencoded"} if self.is_form else {}
        return {**form, **self.headers}

    def describe(self):
        known = {k: v for k, v in self.params.items() if k not in ("q",)}
        text = self.params.get("q", "")
        if self.payload is not None:
            text = "WRITE %r" % self.payload
        return "%s%s %s" % ("" if self.method == "POST" else self.method + " ", text, known or "")


def query(text, **params):
    return Request("/query", {"q": text, **{k: v for k, v in params.items() if v is not None}})


def write(lines, **params):
    payload = lines if isinstance(lines, bytes) else lines.encode("utf-8", "surrogatepass")
    return Request("/write", {k: v for k, v in params.items() if v is not None}, payload=payload,
                   headers={"Content-Type": "text/plain; charset=utf-8"})


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A server that was started here and is ended with the run."""

    def __init__(self, command, url, log, environment=None, address_file=None):
        self.log = open(log, "wb")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=subprocess.STDOUT, cwd=os.path.dirname(log),
                                        env={**os.environ, **(environment or {})})
        self.url = self._wait(url, address_file)

    def _wait(self, url, address_file):
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self.process.poll() is None:
            if address_file and os.path.exists(address_file):
                with open(address_file, encoding="utf-8") as handle:
                    url = "http://" + handle.read().strip()
            if url and Connection(url, 5).send(Request("/ping", {}, "GET")).status in (200, 204):
                return url
            time.sleep(0.1)
        raise SystemExit("a server did not start; its log is %s" % self.log.name)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


def start_reference(influxd, folder, threads, index):
    """InfluxDB 1.x with its data in `folder`. The number of threads decides how it cuts series into groups, the index
    (`inmem` or `tsi1`) what conditions on names find."""
    os.makedirs(folder)
    port, rpc = free_port(), free_port()
    settings = os.path.join(folder, "influxdb.conf")
    with open(settings, "w", encoding="utf-8") as handle:
        handle.write(REFERENCE_SETTINGS.format(dir=folder, http=port, rpc=rpc, index=index))
    return Process([influxd, "-config", settings], "http://127.0.0.1:%d" % port, os.path.join(folder, "influxd.log"),
                   {"GOMAXPROCS": str(threads)})


def start_millrace(program, folder):
    os.makedirs(folder)
    address = os.path.join(folder, "address")
    return Process([program, "serve", "--node-id", "differential", "--object-store", "memory", "--http-bind",
                    "127.0.0.1:0", "--without-auth", "--tcp-listener-file-path", address], None,
                   os.path.join(folder, "millrace.log"), address_file=address)
