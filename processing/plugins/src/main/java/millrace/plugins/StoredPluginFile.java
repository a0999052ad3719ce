package millrace.plugins;

/// A file in the plugin directory.
///
/// @param path relative to it, with `/`
/// @param lastModifiedMillis milliseconds since the epoch
public record StoredPluginFile(String path, long sizeBytes, long lastModifiedMillis) {}
