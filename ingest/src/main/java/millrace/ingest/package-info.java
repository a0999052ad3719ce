/// Line protocol in, `millrace.columns.WriteBatch` out, checked against the catalog.
package millrace.ingest;
