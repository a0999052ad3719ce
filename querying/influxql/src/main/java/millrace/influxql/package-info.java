/// InfluxQL as text: scanner, parser, syntax tree, printer. Text in, values out.
///
/// Main types: `Parser` and the sealed `Statement` and `Expression`. Knows no catalog and no data.
package millrace.influxql;
