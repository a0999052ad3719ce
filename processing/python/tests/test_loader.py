"""Loading plugins of one file and of a directory."""

import os
import sys
import tempfile
import unittest
from typing import Any

from millrace_worker.loader import Loader, PluginLoadError

ENTRY = "process_writes"


def load(loader: Loader, text: str, version: int = 1, lane: int = 0) -> Any:
    return loader.single_file(lane, ENTRY, "plugin.py", version, lambda: text)


class SingleFileTest(unittest.TestCase):
    def test_globals_do_not_survive(self) -> None:
        loader = Loader()
        text = "calls = []\ndef process_writes():\n  calls.append(1)\n  return len(calls)"
        self.assertEqual(load(loader, text)(), 1)
        self.assertEqual(load(loader, text)(), 1)

    def test_text_is_fetched_once_per_version(self) -> None:
        loader = Loader()
        fetched = []

        def fetch() -> str:
            fetched.append(1)
            return f"def process_writes(): return {len(fetched)}"

        results = [loader.single_file(0, ENTRY, "p.py", version, fetch)() for version in (1, 1, 2, 2, 1)]
        self.assertEqual(results, [1, 1, 2, 2, 3])

    def test_main_blocks_do_not_run_and_the_file_is_known(self) -> None:
        text = "ran = __name__ == '__main__'\nfile = __file__\ndef process_writes(): return ran, file"
        self.assertEqual(load(Loader(), text)(), (False, "plugin.py"))

    def test_module_level_classes_find_their_module(self) -> None:
        text = (
            "from __future__ import annotations\n"
            "import dataclasses, enum, typing\n"
            "@dataclasses.dataclass\nclass D:\n  x: int = 1\n  y: typing.ClassVar[int] = 2\n"
            "class E(enum.Enum):\n  A = 1\n"
            "class P(typing.Protocol):\n  def f(self) -> int: ...\n"
            "class N(typing.NamedTuple):\n  a: int\n"
            "def process_writes(): return repr((D(), E.A, N(1), typing.get_type_hints(D)['x'].__name__))"
        )
        self.assertEqual(load(Loader(), text)(), "(D(x=1), <E.A: 1>, N(a=1), 'int')")

    def test_the_future_of_the_worker_is_not_the_plugins(self) -> None:
        self.assertEqual(load(Loader(), "def process_writes(x: 1): return process_writes.__annotations__")(0), {"x": 1})

    def test_missing_entry_point_and_null_bytes(self) -> None:
        with self.assertRaisesRegex(PluginLoadError, "^the process_writes function is not present in the plugin"):
            load(Loader(), "x = 1")
        with self.assertRaisesRegex(PluginLoadError, "^plugin code contains null bytes$"):
            load(Loader(), "x = '\0'")

    def test_a_failed_version_is_compiled_again(self) -> None:
        loader = Loader()
        with self.assertRaises(SyntaxError):
            load(loader, "def (")
        self.assertEqual(load(loader, "def process_writes(): return 1")(), 1)


class DirectoryTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name
        self.loader = Loader()

    def make(self, path: str, **files: str) -> str:
        root = os.path.join(self.folder, path)
        os.makedirs(root, exist_ok=True)
        for name, text in files.items():
            with open(os.path.join(root, name + ".py"), "w", encoding="utf-8") as file:
                file.write(text)
        return root

    def test_globals_survive_until_the_version_changes(self) -> None:
        root = self.make(
            "p",
            __init__="from .a import f\nn = []\ndef process_writes():\n  n.append(1)\n  return f(), len(n)",
            a="def f(): return 'x'",
        )
        call = lambda version: self.loader.directory(ENTRY, root, version)()  # noqa: E731
        self.assertEqual([call(1), call(1)], [("x", 1), ("x", 2)])
        self.make("p", a="def f(): return 'y'")
        self.assertEqual(call(2), ("y", 1))

    def test_absolute_imports_of_itself_work(self) -> None:
        root = self.make(
            "my_plugin", __init__="from my_plugin.a import process_writes", a="def process_writes(): return 1"
        )
        self.assertEqual(self.loader.directory(ENTRY, root, 1)(), 1)
        self.assertNotIn(self.folder, sys.path)

    def test_names_that_are_taken_do_not_meet(self) -> None:
        for path in ("json", "with-dash", "a.b", "x/same", "y/same", "x/same/same"):
            root = self.make(
                path,
                __init__="from .part import WHO\nimport json\ndef process_writes(): return WHO, json.dumps(1)",
                part=f"WHO = {path!r}",
            )
            self.assertEqual(self.loader.directory(ENTRY, root, 1)(), (path, "1"))
        for path in ("x/same", "y/same"):
            self.assertEqual(self.loader.directory(ENTRY, os.path.join(self.folder, path), 1)(), (path, "1"))

    def test_failures_are_told_with_a_hint(self) -> None:
        root = self.make("p", __init__="import not_there_at_all")
        with self.assertRaises(PluginLoadError) as caught:
            self.loader.directory(ENTRY, root, 1)
        self.assertEqual(
            str(caught.exception),
            "Failed to import plugin module 'p': ModuleNotFoundError: No module named 'not_there_at_all'\n"
            "Hint: Check for syntax errors or missing dependencies in Python files.",
        )
        self.make("p", __init__="x = 1")
        with self.assertRaisesRegex(
            PluginLoadError, "^Failed to load function 'process_writes' from plugin module 'p': Att"
        ):
            self.loader.directory(ENTRY, root, 1)

    def test_leaves_no_bytecode_behind(self) -> None:
        root = self.make("p", __init__="from . import a\ndef process_writes(): return 1", a="")
        self.loader.directory(ENTRY, root, 1)
        self.assertEqual(sorted(os.listdir(root)), ["__init__.py", "a.py"])
