package millrace.plugins.worker;

/// How a request to install packages ended.
public sealed interface InstallOutcome {
  /// The installer ended well; `output` is everything it printed.
  record Installed(String output) implements InstallOutcome {
    /// Whether a package that was there before was replaced: processes that imported it keep the old one.
    public boolean replacedPackages() {
      return output.contains("Successfully uninstalled") || output.lines().anyMatch(line -> line.startsWith(" - "));
    }
  }

  /// The installer ran and failed, or could not be run. `message` is the whole text for the client, the last lines of
  /// the installer's output included.
  record Failed(String message) implements InstallOutcome {}

  /// Installing is switched off (403).
  record Forbidden(String message) implements InstallOutcome {}

  /// The request itself is wrong, such as a package name that would be read as an option (400).
  record Invalid(String message) implements InstallOutcome {}
}
