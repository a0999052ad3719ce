/// What exists: databases, retention policies, tables, columns, triggers, tokens. A change is a command, made durable
/// in the object store before anybody sees its effect.
///
/// Main types: [Catalog] and the immutable [CatalogState] it publishes. Knows no rows, files or queries.
package millrace.catalog;
