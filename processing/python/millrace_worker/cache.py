"""``influxdb3_local.cache``: what lives on between runs.

The local namespace holds live objects in this process: a lock put into it is the very lock taken out in a later run.
The global namespace belongs to the server, which keeps pickled bytes under a version; this process keeps a near copy
of each value it has seen, so that ``get`` of an unchanged value returns the same object, and publishes at the end of a
run what the run changed in place.
"""

import threading
import time
from typing import TYPE_CHECKING, Any, Optional

from . import frames

if TYPE_CHECKING:
    from .lanes import Lane

_SWEEP_SECONDS = 10.0
_LONGEST_SECONDS = 2.0**64


class Namespace:
    """Live objects by key, each with an optional wall-clock instant of expiry. Safe for any thread."""

    def __init__(self) -> None:
        self._entries: "dict[str, tuple[Any, Optional[float]]]" = {}
        self._lock = threading.Lock()
        self._swept = 0.0

    def put(self, key: str, value: Any, lifetime: Optional[float]) -> None:
        """Stores a value, replacing value and expiry of an older one."""
        expires = None if lifetime is None else time.time() + lifetime
        with self._lock:
            old = self._entries.get(key)
            self._entries[key] = (value, expires)
        del old  # its destructor may run any code: outside of the lock

    def get(self, key: str, default: Any) -> Any:
        """Returns the value, or the default when there is none or it expired."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return default
            if entry[1] is None or time.time() < entry[1]:
                return entry[0]
            del self._entries[key]
        return default

    def delete(self, key: str) -> bool:
        """Removes a key; tells whether it was there."""
        with self._lock:
            entry = self._entries.pop(key, None)
        return entry is not None

    def sweep(self) -> None:
        """Drops what expired, at most every ten seconds."""
        now = time.time()
        if now - self._swept < _SWEEP_SECONDS:
            return
        with self._lock:
            self._swept = now
            dead = [key for key, (_, expires) in self._entries.items() if expires is not None and expires <= now]
            dropped = [self._entries.pop(key) for key in dead]
        del dropped

    def __len__(self) -> int:
        return len(self._entries)


class NearCopy:
    """A value of the global namespace as this process last saw it."""

    __slots__ = ("version", "value", "pickled")

    def __init__(self, version: int, value: Any, pickled: bytes) -> None:
        self.version = version
        self.value = value
        self.pickled = pickled


#: The process's namespaces: one process serves one trigger.
LOCAL = Namespace()
NEAR: "dict[str, NearCopy]" = {}


class Cache:
    """The cache as one run sees it."""

    __slots__ = ("_lane", "_call", "_lifetime", "_touched")

    def __init__(self, lane: "Lane", call: int, default_lifetime: Optional[float]) -> None:
        self._lane = lane
        self._call = call
        self._lifetime = default_lifetime
        self._touched: "set[str]" = set()

    def put(self, key: str, value: Any, ttl: Optional[float] = None, use_global: Optional[bool] = None) -> None:
        """Stores a value under a key, for ever or for ``ttl`` seconds."""
        _check_key(key)
        lifetime = self._lifetime if ttl is None else _lifetime(ttl)
        if not use_global:
            LOCAL.put(key, value, lifetime)
            return
        pickled = _pickle(value)
        version = self._lane.ask(self._call, frames.GLOBAL_PUT, (frames.plain(key), pickled, lifetime, False))
        NEAR[key] = NearCopy(version, value, pickled)
        self._touched.add(key)

    def get(self, key: str, default: Any = None, use_global: Optional[bool] = None) -> Any:
        """Returns the value of a key, or the default."""
        _check_key(key)
        if not use_global:
            return LOCAL.get(key, default)
        near = NEAR.get(key)
        found = self._lane.ask(self._call, frames.GLOBAL_GET, (frames.plain(key), near.version if near else -1))
        if found is None:
            NEAR.pop(key, None)
            return default
        version, pickled = found
        if pickled is not None or near is None:
            import pickle

            near = NEAR[key] = NearCopy(version, pickle.loads(pickled), pickled)
        self._touched.add(key)
        return near.value

    def delete(self, key: str, use_global: Optional[bool] = None) -> bool:
        """Removes a key; tells whether it existed."""
        _check_key(key)
        if not use_global:
            return LOCAL.delete(key)
        NEAR.pop(key, None)
        self._touched.discard(key)
        existed: bool = self._lane.ask(self._call, frames.GLOBAL_DELETE, frames.plain(key))
        return existed


def publish(cache: Cache) -> None:
    """Sends the global values that a run changed in place; called at its end. Last writer wins."""
    for key in cache._touched:
        near = NEAR.get(key)
        if near is None:
            continue
        try:
            pickled = _pickle(near.value)
        except Exception:  # changed into something that cannot travel: others keep the last good value
            continue
        if pickled != near.pickled:
            near.version = cache._lane.ask(cache._call, frames.GLOBAL_PUT, (frames.plain(key), pickled, None, True))
            near.pickled = pickled
    cache._touched.clear()


def _check_key(key: Any) -> None:
    if not isinstance(key, str):
        raise TypeError(f"argument 'key': '{type(key).__name__}' object cannot be converted to 'PyString'")


def _lifetime(ttl: Any) -> float:
    if not isinstance(ttl, (int, float)):
        raise TypeError(f"argument 'ttl': must be real number, not {type(ttl).__name__}")
    if ttl < 0:
        raise ValueError("cannot convert float seconds to Duration: value is negative")
    if not ttl < _LONGEST_SECONDS:
        raise ValueError("cannot convert float seconds to Duration: value is either too big or NaN")
    return float(ttl)


def _pickle(value: Any) -> bytes:
    import pickle

    try:
        return pickle.dumps(value, 5)
    except Exception as error:
        raise TypeError(
            f"a value in the global cache is shared between processes and must be picklable: {error}"
        ) from None
