/// The `influxdb3` command line: `serve` builds the server, everything else speaks HTTP to one.
package millrace.cli;
