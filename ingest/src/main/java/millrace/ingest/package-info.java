/// Line protocol in, [millrace.columns.WriteBatch] out, checked against the catalog.
///
/// Main type: [LineProtocol], one for a server; it answers with a [ReadOutcome]. Bytes are parsed in one pass without
/// splitting lines; a line the fast pass does not know in every part goes to the careful grammar of its [Dialect],
/// which also finds the words of its error. Knows no HTTP, log or buffer; what the store knows of shards comes through
/// [FieldTypes].
package millrace.ingest;
