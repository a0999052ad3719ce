"""Turns a plugin's source into its entry point.

A plugin of one file is compiled once per version and executed afresh, in an empty namespace, at each call. A directory
is imported as a package and kept until its version changes.
"""

import importlib
import importlib.util
import linecache
import os
import sys
import threading
import types
from typing import Any, Callable, NoReturn

_SIGNATURES = {
    "process_writes": "process_writes(influxdb3_local, table_batches, args=None)",
    "process_scheduled_call": "process_scheduled_call(influxdb3_local, call_time, args=None)",
    "process_request": "process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None)"
    " -> Tuple[str, Optional[Dict[str, str]]]",
}

#: Module name of single-file plugins; not ``__main__``, so that ``if __name__ == "__main__"`` blocks do not run.
_MODULE = "influxdb3_plugin"


class PluginLoadError(Exception):
    """The plugin cannot be loaded; the text is the whole message."""


class Loader:
    """Compiled files and imported packages of this process. Safe for several lanes."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._codes: "dict[str, tuple[int, types.CodeType]]" = {}
        self._packages: "dict[str, tuple[int, types.ModuleType]]" = {}

    def single_file(
        self, lane: int, entry: str, file_name: str, version: int, fetch: "Callable[[], str]"
    ) -> "Callable[..., Any]":
        """Executes a file in a fresh namespace and returns its entry point; ``fetch`` gives an unknown text."""
        code = self._code(file_name, version, fetch)
        module = types.ModuleType(_MODULE if lane == 0 else f"{_MODULE}_{lane}")
        # Classes look their module up by name; each lane has its own, so runs at the same time do not meet.
        sys.modules[module.__name__] = module
        module.__file__ = file_name
        namespace = module.__dict__
        for name in ("__doc__", "__loader__", "__package__", "__spec__"):
            namespace.pop(name, None)
        exec(code, namespace)
        function: "Callable[..., Any] | None" = namespace.get(entry)
        if function is None:
            raise PluginLoadError(
                f"the {entry} function is not present in the plugin. Should be defined as: {_SIGNATURES[entry]}"
            )
        return function

    def directory(self, entry: str, root: str, version: int) -> "Callable[..., Any]":
        """Imports a package, anew when its version changed, and returns its entry point."""
        name = os.path.basename(root)
        with self._lock:
            known = self._packages.get(root)
            if known is None or known[0] != version:
                self._drop(root)
                known = self._packages[root] = (version, self._import(name, root))
        try:
            function: "Callable[..., Any]" = getattr(known[1], entry)
        except AttributeError as error:
            raise PluginLoadError(
                f"Failed to load function '{entry}' from plugin module '{name}': AttributeError: {error}"
            ) from None
        return function

    def keeps_packages(self) -> bool:
        """Whether a package is imported, whose globals live on between runs."""
        return bool(self._packages)

    def _code(self, file_name: str, version: int, fetch: "Callable[[], str]") -> types.CodeType:
        with self._lock:
            known = self._codes.get(file_name)
            if known is not None and known[0] == version:
                return known[1]
            text = fetch()
            if "\0" in text:
                raise PluginLoadError("plugin code contains null bytes")
            # Tracebacks show source lines from here: the file on disk may be newer, or on another machine.
            linecache.cache[file_name] = (len(text), None, text.splitlines(True), file_name)
            code = compile(text, file_name, "exec", dont_inherit=True)
            self._codes.clear()
            self._codes[file_name] = (version, code)
            return code

    def _drop(self, root: str) -> None:
        known = self._packages.pop(root, None)
        if known is not None:
            _forget(known[1].__name__)
            importlib.invalidate_caches()
            linecache.checkcache()

    def _import(self, name: str, root: str) -> types.ModuleType:
        internal = self._module_name(name, root)
        parent = os.path.dirname(root)
        wrote_bytecode = sys.dont_write_bytecode
        # A stale .pyc would hide an edit of equal size within the same second.
        sys.dont_write_bytecode = True
        sys.path.append(parent)
        try:
            spec = importlib.util.spec_from_file_location(
                internal, os.path.join(root, "__init__.py"), submodule_search_locations=[root]
            )
            if spec is None or spec.loader is None:
                raise ImportError(f"no loader for {root}")
            module = importlib.util.module_from_spec(spec)
            sys.modules[internal] = module
            spec.loader.exec_module(module)
            return module
        except BaseException as error:
            _forget(internal)
            if isinstance(error, (KeyboardInterrupt, MemoryError)):
                raise
            _import_failed(name, error)
        finally:
            sys.dont_write_bytecode = wrote_bytecode
            if parent in sys.path:
                sys.path.remove(parent)

    def _module_name(self, name: str, root: str) -> str:
        """The directory's own name where it is free, so that absolute imports of itself work; else one nobody has."""
        taken = any(module.__name__ == name for known, (_, module) in self._packages.items() if known != root)
        if name.isidentifier() and not taken and not _is_importable(name):
            return name
        number = len(self._packages)
        while f"_influxdb3_plugin_{number}" in sys.modules:
            number += 1
        return f"_influxdb3_plugin_{number}"


def _is_importable(name: str) -> bool:
    if name in sys.modules or name in sys.stdlib_module_names:
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return True


def _forget(name: str) -> None:
    for module in [module for module in sys.modules if module == name or module.startswith(name + ".")]:
        del sys.modules[module]


def _import_failed(name: str, error: BaseException) -> NoReturn:
    raise PluginLoadError(
        f"Failed to import plugin module '{name}': {type(error).__name__}: {error}\n"
        "Hint: Check for syntax errors or missing dependencies in Python files."
    ) from error
