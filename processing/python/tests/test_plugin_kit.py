"""The kit for plugin authors: its harness runs a plugin as the server does."""

import datetime
import inspect
import pathlib
import re
import tempfile
import textwrap
import unittest

import influxdb3_plugin_kit
from influxdb3_plugin_kit.testing import PluginUnderTest
from millrace_worker.api import PyPluginCallApi


class PluginKitTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def plugin(self, source: str, **options: object) -> PluginUnderTest:
        path = self.folder / "p.py"
        path.write_text(textwrap.dedent(source), "utf-8")
        return PluginUnderTest(path, **options)  # type: ignore[arg-type]

    def test_writes_logs_and_queries_are_collected(self) -> None:
        plugin = self.plugin(
            """
            def process_writes(api, batches, args=None):
                for batch in batches:
                    limit = api.query("SELECT  v FROM limits WHERE t = $t", {"t": batch["table_name"]})[0]["v"]
                    for row in batch["rows"]:
                        if row["temp"] > limit + float(args["slack"]):
                            api.write(LineBuilder("alert").tag("room", row["room"]).float64_field("v", row["temp"]))
                            api.write_sync_to_db("now", LineBuilder("a").int64_field("n", 1), False)
                            api.warn("hot", row["room"])
            """,
            arguments={"slack": "1"},
            database="sensors",
        ).answer("SELECT v FROM limits WHERE t = $t", lambda _, args: [{"v": 50.0 if args["t"] == "home" else 0.0}])
        run = plugin.process_writes({"home": [{"room": "k", "temp": 51.0, "time": 1}, {"room": "l", "temp": 52.0, "time": 2}]})
        self.assertEqual({"sensors": ["alert,room=l v=52.0"], "now": ["a n=1i"]}, run.written)
        self.assertEqual(["WARN hot l"], run.logs)
        self.assertEqual(["SELECT  v FROM limits WHERE t = $t"], run.queries)

    def test_a_failure_is_the_plugins_own_and_drops_deferred_lines(self) -> None:
        plugin = self.plugin(
            """
            def process_scheduled_call(api, at, args=None):
                api.write(LineBuilder("a").int64_field("n", 1))
                if api.cache.get("fail", True):
                    api.cache.put("fail", False)
                    raise ZeroDivisionError("first time")
            """
        )
        with self.assertRaisesRegex(ZeroDivisionError, "first time"):
            plugin.process_scheduled_call()
        self.assertEqual({"test": ["a n=1i"]}, plugin.process_scheduled_call().written)

    def test_an_unprepared_query_fails_like_a_refused_one(self) -> None:
        plugin = self.plugin("def process_scheduled_call(api, at, args=None): api.query('SELECT 1')")
        with self.assertRaises(Exception) as raised:
            plugin.process_scheduled_call()
        self.assertEqual("QueryError", type(raised.exception).__name__)
        self.assertIn("no answer was prepared", str(raised.exception))

    def test_columns_and_patterns(self) -> None:
        plugin = self.plugin(
            "def process_request(api, q, h, b, args=None): return api.query(q['sql'], language='influxql', form='columns')"
        ).answer(re.compile("FROM cpu"), [{"time": 1, "v": 2.0}, {"time": 2, "v": None}])
        self.assertEqual({"time": [1, 2], "v": [2.0, None]}, plugin.process_request({"sql": "SELECT v FROM cpu"}).json())

    def test_requests_get_and_give_what_http_carries(self) -> None:
        plugin = self.plugin(
            """
            def process_request(api, query, headers, body, args=None):
                assert args is None and "authorization" not in headers
                return {"got": body.decode(), "q": query, "h": headers}, 201, {"X-A": "b"}
            """
        )
        reply = plugin.process_request({"a": "1"}, {"X-B": "c", "Authorization": "secret"}, {"n": 1})
        self.assertEqual((201, "b", "application/json"), (reply.status, reply.headers["x-a"], reply.headers["content-type"]))
        self.assertEqual({"got": '{"n": 1}', "q": {"a": "1"}, "h": {"x-b": "c"}}, reply.json())

    def test_instants_arrive_in_utc(self) -> None:
        plugin = self.plugin("def process_scheduled_call(api, at, args=None): api.info(repr(at))")
        zone = datetime.timezone(datetime.timedelta(hours=2))
        run = plugin.process_scheduled_call(datetime.datetime(2026, 1, 1, 1, 2, 3, 4, zone))
        self.assertEqual(["INFO datetime.datetime(2025, 12, 31, 23, 2, 3)"], run.logs)

    def test_global_values_survive_by_pickle(self) -> None:
        plugin = self.plugin(
            """
            def process_scheduled_call(api, at, args=None):
                seen = api.cache.get("seen", [], use_global=True)
                seen.append(len(seen))
                api.cache.put("seen", seen, use_global=True)
                api.info(seen)
            """
        )
        plugin.process_scheduled_call()
        self.assertEqual(["INFO [0, 1]"], plugin.process_scheduled_call().logs)

    def test_folders_are_packages_and_reload(self) -> None:
        package = self.folder / "pack"
        package.mkdir()
        (package / "__init__.py").write_text("from .part import process_writes\n", "utf-8")
        part = package / "part.py"
        part.write_text("def process_writes(api, batches, args=None): api.info('one')\n", "utf-8")
        plugin = PluginUnderTest(package)
        self.assertEqual(["INFO one"], plugin.process_writes({}).logs)

    def test_a_missing_entry_point_is_named(self) -> None:
        with self.assertRaisesRegex(Exception, "the process_writes function is not present in the plugin"):
            self.plugin("x = 1").process_writes({})

    def test_types_and_api_agree(self) -> None:
        typed = influxdb3_plugin_kit.Influxdb3Local
        names = {name for name in dir(PyPluginCallApi) if not name.startswith("_")}
        self.assertEqual(names, {name for name in vars(typed) if not name.startswith("_")})
        for name in sorted(names - {"cache"}):
            real = list(inspect.signature(getattr(PyPluginCallApi, name)).parameters)
            self.assertEqual(real, list(inspect.signature(getattr(typed, name)).parameters), name)


if __name__ == "__main__":
    unittest.main()
