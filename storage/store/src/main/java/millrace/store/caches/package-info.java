/// What is in the last value and distinct value caches of tables: filled from storage when a cache begins, then from each
/// write; the catalog keeps their definitions.
///
/// Main type: [ValueCaches].
package millrace.store.caches;
