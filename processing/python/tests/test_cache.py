"""The cache's local namespace and the arguments of all."""

import unittest
from unittest import mock

from millrace_worker import cache
from millrace_worker.cache import Cache, Namespace


class FakeLane:
    """Answers cache questions like the server, from a dict."""

    def __init__(self) -> None:
        self.values: "dict[str, tuple[int, bytes]]" = {}
        self.asked: "list[int]" = []

    def ask(self, call: int, frame_type: int, value: object) -> object:
        self.asked.append(frame_type)
        if frame_type == cache.frames.GLOBAL_PUT:
            key, pickled, _, _ = value  # type: ignore[misc]
            version = len(self.asked)
            self.values[key] = (version, pickled)
            return version
        if frame_type == cache.frames.GLOBAL_GET:
            key, known = value  # type: ignore[misc]
            if key not in self.values:
                return None
            version, pickled = self.values[key]
            return version, None if version == known else pickled
        return self.values.pop(value, None) is not None  # type: ignore[call-overload]


class CacheTest(unittest.TestCase):
    def setUp(self) -> None:
        cache.LOCAL = Namespace()
        cache.NEAR.clear()
        self.lane = FakeLane()
        self.cache = Cache(self.lane, 1, None)  # type: ignore[arg-type]

    def test_keeps_the_very_object(self) -> None:
        value: "list[int]" = []
        self.cache.put("k", value)
        self.assertIs(self.cache.get("k"), value)
        self.cache.put("none", None)
        self.assertIsNone(self.cache.get("none", 5))
        self.assertEqual(self.cache.get("missing", default=5), 5)
        self.assertIsNone(self.cache.get("missing"))

    def test_entries_die_when_their_time_has_come(self) -> None:
        with mock.patch.object(cache.time, "time") as now:
            now.return_value = 100.0
            self.cache.put("k", 1, 0.5)
            now.return_value = 100.4
            self.assertEqual(self.cache.get("k"), 1)
            now.return_value = 100.5
            self.assertTrue(self.cache.delete("k"))  # dead, but not yet swept
            self.cache.put("k", 1, 0.5)
            self.cache.put("k", 2)
            now.return_value = 1e9
            self.assertEqual(self.cache.get("k"), 2)
            self.cache.put("zero", 1, ttl=0)
            self.assertIsNone(self.cache.get("zero"))

    def test_test_runs_have_a_default_lifetime(self) -> None:
        with mock.patch.object(cache.time, "time") as now:
            now.return_value = 0.0
            mortal = Cache(self.lane, 1, 1800.0)  # type: ignore[arg-type]
            mortal.put("k", 1)
            now.return_value = 1800.0
            self.assertIsNone(mortal.get("k"))

    def test_sweeps_at_most_every_ten_seconds(self) -> None:
        with mock.patch.object(cache.time, "time") as now:
            now.return_value = 100.0
            space = Namespace()
            space.sweep()
            space.put("k", 1, 1)
            now.return_value = 105.0
            space.sweep()
            self.assertEqual(len(space), 1)
            now.return_value = 110.0
            space.sweep()
            self.assertEqual(len(space), 0)

    def test_refuses_wrong_arguments(self) -> None:
        for ttl, text in (
            (-1, "cannot convert float seconds to Duration: value is negative"),
            (float("nan"), "cannot convert float seconds to Duration: value is either too big or NaN"),
            (float("inf"), "cannot convert float seconds to Duration: value is either too big or NaN"),
        ):
            with self.assertRaises(ValueError) as caught:
                self.cache.put("k", 1, ttl=ttl)
            self.assertEqual(str(caught.exception), text)
        for action in (
            lambda: self.cache.put(1, 1),  # type: ignore[arg-type]
            lambda: self.cache.get(None),  # type: ignore[arg-type]
            lambda: self.cache.delete(b"k"),  # type: ignore[arg-type]
            lambda: self.cache.put("k", 1, "5"),  # type: ignore[arg-type]
        ):
            with self.assertRaises(TypeError):
                action()

    def test_delete_tells_whether_the_key_existed(self) -> None:
        self.cache.put("", 1)
        self.assertEqual((self.cache.delete(""), self.cache.delete("")), (True, False))

    def test_global_values_keep_their_identity_until_changed_elsewhere(self) -> None:
        value = [1]
        self.cache.put("g", value, use_global=True)
        self.assertIs(self.cache.get("g", use_global=True), value)
        other = [2]
        self.lane.values["g"] = (99, cache._pickle(other))
        self.assertEqual(self.cache.get("g", use_global=True), other)
        self.assertIsNone(self.cache.get("g"))

    def test_global_values_changed_in_place_are_published(self) -> None:
        self.cache.put("g", [1], use_global=True)
        cache.publish(self.cache)
        self.assertEqual(self.lane.asked, [cache.frames.GLOBAL_PUT])
        self.cache.get("g", use_global=True).append(2)
        cache.publish(self.cache)
        self.assertEqual(cache.frames.decode(b"N"), None)
        import pickle

        self.assertEqual(pickle.loads(self.lane.values["g"][1]), [1, 2])

    def test_what_cannot_be_pickled_cannot_be_shared(self) -> None:
        with self.assertRaisesRegex(TypeError, "must be picklable"):
            self.cache.put("g", lambda: 1, use_global=True)
