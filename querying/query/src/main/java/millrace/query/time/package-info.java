/// Time in queries: windows of GROUP BY time, zones, literals and bounds.
package millrace.query.time;
