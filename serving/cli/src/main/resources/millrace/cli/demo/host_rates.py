"""Derives rates from counters as they are written, and raises an alert where one passes a threshold.

For a trigger on `table:counters`. Arguments: `threshold`, percent of CPU, 90 where it is not given. The threshold lives in
the global cache under `cpu_threshold`, so that `host_summary.py` can change it while this runs.

Writes `rates` (per_second, tagged with host and name) and `alerts` (value, threshold, message).
"""
DEFAULT_THRESHOLD = 90.0


def process_writes(influxdb3_local, table_batches, args=None):
    threshold = influxdb3_local.cache.get("cpu_threshold", use_global=True)
    if threshold is None:
        threshold = float((args or {}).get("threshold", DEFAULT_THRESHOLD))
        influxdb3_local.cache.put("cpu_threshold", threshold, use_global=True)
    for batch in table_batches:
        for row in batch["rows"]:
            derive(influxdb3_local, row, threshold)


def derive(influxdb3_local, row, threshold):
    key = "last:%s:%s" % (row["host"], row["name"])
    before = influxdb3_local.cache.get(key)
    influxdb3_local.cache.put(key, (row["time"], row["value"]))
    if before is None or row["time"] <= before[0] or row["value"] < before[1]:
        return  # the first sample, one out of order, or a counter that began again
    rate = (row["value"] - before[1]) / ((row["time"] - before[0]) / 1e9)
    line = LineBuilder("rates").tag("host", row["host"]).tag("name", row["name"])
    influxdb3_local.write(line.float64_field("per_second", rate).time_ns(row["time"]))
    if row["name"] == "cpu" and rate >= threshold:
        alert(influxdb3_local, row, rate, threshold)


def alert(influxdb3_local, row, rate, threshold):
    message = "CPU of %s at %.1f %%, threshold %.1f %%" % (row["host"], rate, threshold)
    line = LineBuilder("alerts").tag("host", row["host"])
    line.float64_field("value", rate).float64_field("threshold", threshold).string_field("message", message)
    influxdb3_local.write(line.time_ns(row["time"]))
    influxdb3_local.warn(message)
