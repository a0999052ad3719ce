/// InfluxQL as text: scanner, parser, syntax tree, printer. Text in, values out.
///
/// Main types: [InfluxQlParser] turns text into a [Query] of [Statement]s, whose parts are [Expression]s and
/// [Source]s; [InfluxQlPrinter] turns them back into canonical text. Knows no catalog and no data.
package millrace.influxql;
