package millrace.sql.duck;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// The native library of DuckDB, which travels in its JDBC jar and exports the whole C API. It is unpacked once into a
/// cache folder, where the JDBC driver would unpack its 70 MB at every start.
final class DuckLibrary {
  private DuckLibrary() {}

  /// Unpacks the library for this platform where that was not done yet, and opens it for the life of the process.
  ///
  /// @throws MillraceException when the jar has no library for this platform or it cannot be unpacked
  static SymbolLookup open(Path cacheFolder) {
    String resource = "libduckdb_java.so_" + platform();
    try {
      Path library = unpack(resource, cacheFolder);
      return SymbolLookup.libraryLookup(library, Arena.global());
    } catch (IOException e) {
      throw new MillraceException(ErrorCode.INTERNAL, "unpacking " + resource + " to " + cacheFolder + ": " + e, e);
    }
  }

  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String arch = machine.equals("aarch64") || machine.equals("arm64") ? "arm64" : "amd64";
    if (system.startsWith("mac")) {
      return "macos_" + arch;
    }
    return (system.startsWith("windows") ? "windows_" : "linux_") + arch;
  }

  private static Path unpack(String resource, Path cacheFolder) throws IOException {
    var url = DuckLibrary.class.getResource("/" + resource);
    if (url == null) {
      throw new MillraceException(ErrorCode.INTERNAL, "SQL has no native library for this platform: " + resource);
    }
    // The size tells versions apart well enough and needs no reading of the 70 MB.
    long size = url.openConnection().getContentLengthLong();
    Path target = cacheFolder.resolve(resource + "." + size);
    if (!Files.exists(target) || Files.size(target) != size) {
      Files.createDirectories(cacheFolder);
      Path temporary = Files.createTempFile(cacheFolder, resource, ".new");
      try (InputStream content = url.openStream()) {
        Files.copy(content, temporary, StandardCopyOption.REPLACE_EXISTING);
      }
      move(temporary, target);
    }
    return target;
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
