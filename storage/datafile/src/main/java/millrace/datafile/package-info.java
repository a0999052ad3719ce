/// Parquet files sorted by series and time: writer, page decoder, series index, statistics.
package millrace.datafile;
