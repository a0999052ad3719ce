package millrace.plugins;

import java.util.function.Supplier;
import millrace.base.MillraceException;

/// The words before an error that tell clients which part of the engine refused.
final class ErrorPrefix {
  private static final String FILE_ERROR = "Processing engine error: plugin error: ";
  private static final String PLUGIN_ERROR = "Plugin error: ";

  private ErrorPrefix() {}

  /// For reading plugins.
  static <T> T plugin(Supplier<T> action) {
    return prefixed(PLUGIN_ERROR, action);
  }

  /// For changing plugin files.
  static void file(Runnable action) {
    prefixed(
        FILE_ERROR,
        () -> {
          action.run();
          return "";
        });
  }

  /// For reading plugin files.
  static <T> T file(Supplier<T> action) {
    return prefixed(FILE_ERROR, action);
  }

  private static <T> T prefixed(String prefix, Supplier<T> action) {
    try {
      return action.get();
    } catch (MillraceException e) {
      throw new MillraceException(e.code(), prefix + e.getMessage(), e);
    }
  }
}
