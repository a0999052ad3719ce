"""Samples this host: CPU, memory, load, disk and network. For a trigger on a schedule, such as `every:1s`.

Writes two tables, tagged with the host's name:

    host       memory_used_percent, load1, disk_used_percent
    counters   value, tagged with the counter's name: `cpu` (busy time of all cores, in percent-seconds),
               `network_received` and `network_sent` (bytes)

Counters only grow; `host_rates.py` turns them into rates. What the system does not tell is left out.
"""
import os
import shutil
import socket


def process_scheduled_call(influxdb3_local, call_time, args=None):
    host = socket.gethostname() or "localhost"
    nanos = int(call_time.timestamp() * 1_000_000_000)
    write_gauges(influxdb3_local, host, nanos)
    for name, value in counters().items():
        line = LineBuilder("counters").tag("host", host).tag("name", name)
        influxdb3_local.write(line.float64_field("value", value).time_ns(nanos))


def write_gauges(influxdb3_local, host, nanos):
    disk = shutil.disk_usage("/")
    line = LineBuilder("host").tag("host", host)
    line.float64_field("disk_used_percent", 100.0 * disk.used / disk.total)
    line.float64_field("load1", os.getloadavg()[0])
    memory = memory_used_percent()
    if memory is not None:
        line.float64_field("memory_used_percent", memory)
    influxdb3_local.write(line.time_ns(nanos))


def memory_used_percent():
    """Percent of memory that is not available, or None where /proc does not say."""
    sizes = {}
    for line in read("/proc/meminfo").splitlines():
        name, _, rest = line.partition(":")
        sizes[name] = float(rest.split()[0])
    if "MemTotal" not in sizes or "MemAvailable" not in sizes:
        return None
    return 100.0 * (1.0 - sizes["MemAvailable"] / sizes["MemTotal"])


def counters():
    """Counters by name; empty where /proc is missing."""
    found = {}
    cpu = read("/proc/stat").partition("\n")[0].split()
    if len(cpu) > 5:
        ticks = [float(tick) for tick in cpu[1:]]
        busy = sum(ticks) - ticks[3] - ticks[4]
        found["cpu"] = 100.0 * busy / os.sysconf("SC_CLK_TCK") / (os.cpu_count() or 1)
    received, sent = 0.0, 0.0
    for line in read("/proc/net/dev").splitlines()[2:]:
        numbers = line.partition(":")[2].split()
        received += float(numbers[0])
        sent += float(numbers[8])
        found["network_received"], found["network_sent"] = received, sent
    return found


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""
