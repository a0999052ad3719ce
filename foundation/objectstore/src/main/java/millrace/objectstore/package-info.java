/// Named blobs in a folder, in memory or in a bucket: the only place the product keeps anything.
///
/// Main type: [ObjectStore], with [AppendableStore] for stores that let objects grow and [FaultyObjectStore] for tests.
/// Knows nothing of what the blobs mean.
package millrace.objectstore;
