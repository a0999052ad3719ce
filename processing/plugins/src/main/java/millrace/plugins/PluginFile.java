package millrace.plugins;

/// One file of a plugin directory on its way in.
///
/// @param relativePath below the plugin's own directory, such as `__init__.py`
public record PluginFile(String relativePath, String content) {}
