package millrace.objectstore;

/// One entry of a listing.
public record StoredObject(String name, long sizeBytes) {}
