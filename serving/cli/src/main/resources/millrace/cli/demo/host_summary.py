"""Answers a summary of this host, and takes a new threshold for alerts. For a trigger on `request:summary`.

    GET  /api/v3/engine/summary                       the newest rates, the threshold, how many alerts there were
    POST /api/v3/engine/summary  {"threshold": 75}    sets the threshold, percent of CPU
"""
import json

NEWEST = """
SELECT name, selector_last(per_second, time)['value'] AS per_second
FROM rates GROUP BY name ORDER BY name
"""


def process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None):
    if request_body:
        try:
            threshold = float(json.loads(request_body)["threshold"])
        except (ValueError, TypeError, KeyError):
            return {"error": "the body must be JSON like {\"threshold\": 75}"}, 400
        influxdb3_local.cache.put("cpu_threshold", threshold, use_global=True)
    return {
        "cpu_threshold": influxdb3_local.cache.get("cpu_threshold", use_global=True),
        "rates_per_second": {row["name"]: round(row["per_second"], 2) for row in rows(influxdb3_local, NEWEST)},
        "alerts": sum(row["n"] for row in rows(influxdb3_local, "SELECT count(*) AS n FROM alerts")),
    }


def rows(influxdb3_local, sql):
    """The rows of a query; none while its table does not exist yet."""
    try:
        return influxdb3_local.query(sql)
    except Exception as error:
        if "not found" not in str(error):
            raise
        return []
