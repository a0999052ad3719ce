/// InfluxQL, from statements to result series. This package is the face of the engine: [QueryExecutor] takes parsed
/// statements with [QueryOptions] and streams series and rows into a [ResultSink].
///
/// Knows neither HTTP nor the store: tables are read through `millrace.columns.TableSource`, points of INTO leave
/// through [PointWriter], and statements about the schema are run by [CatalogStatements].
package millrace.query;
