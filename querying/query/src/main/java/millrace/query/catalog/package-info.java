/// The statements that are not queries over rows: SHOW, CREATE, ALTER, DROP, GRANT, DELETE, KILL.
///
/// Main type: [CatalogExecutor]. Reads the catalog and the series of tables; what it must change elsewhere it asks of
/// [DataDeletion]. Knows neither the store nor HTTP.
package millrace.query.catalog;
