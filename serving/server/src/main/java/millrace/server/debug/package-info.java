/// Looks into what a node has stored, without a server: what `influxdb3 debug` prints. [Debug] is the way in; each kind of
/// object has a class that reads it, a [Report] takes what they find, [RowExport] writes out what can still be read.
package millrace.server.debug;
