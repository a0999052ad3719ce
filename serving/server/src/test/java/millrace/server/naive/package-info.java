/// InfluxQL evaluated row by row, as plainly as it can be written, to compare the engine with on random data and queries.
///
/// Main types: [NaiveEvaluator] answers a [NaiveQuery] over [NaiveTable]'s rows; [RandomQueries] makes queries up.
package millrace.server.naive;
