package millrace.plugins.worker;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// The interpreter that travels with the product: the jar `org.bytedeco:cpython` of this platform is a plain archive of
/// a Python home. It is unpacked once into the cache folder, without what plugins do not need, and is complete when
/// its folder has its final name.
final class PythonBundle {
  private static final String LAUNCHER = "bin/python3";

  /// Folders and files left out: tests, development tools, the graphical toolkit, doubles.
  private static final List<String> LEFT_OUT =
      List.of(
          "test/", "idlelib/", "tkinter/", "turtledemo/", "pydoc_data/", "site-packages/", "lib-dynload/_test",
          "lib-dynload/xx", "lib-dynload/_xxtest");

  private static final List<String> LEFT_OUT_AT_ROOT =
      List.of("share/", "lib/cmake/", "libjni", "bin/idle", "bin/pydoc", "bin/c_rehash", "bin/pip");

  private PythonBundle() {}

  /// Path of the launcher, unpacking the home first when needed; empty when the product has none for this platform.
  /// Safe for several servers at once.
  static Optional<Path> unpack(Path cacheFolder) throws IOException {
    String prefix = "org/bytedeco/cpython/" + platform() + "/";
    URL launcher = PythonBundle.class.getClassLoader().getResource(prefix + LAUNCHER);
    if (launcher == null || !(launcher.openConnection() instanceof JarURLConnection connection)) {
      return Optional.empty();
    }
    try (JarFile jar = new JarFile(Path.of(connection.getJarFile().getName()).toFile())) {
      Path home = cacheFolder.resolve(homeName(jar, prefix));
      if (!Files.isExecutable(home.resolve(LAUNCHER))) {
        unpack(jar, prefix, cacheFolder, home);
      }
      return Optional.of(home.resolve(LAUNCHER));
    }
  }

  /// A name that another version of the jar does not share.
  private static String homeName(JarFile jar, String prefix) {
    JarEntry launcher = jar.getJarEntry(prefix + LAUNCHER);
    String identity = Long.toHexString(launcher.getCrc() << 32 | jar.size());
    return "python-" + platform() + "-" + identity;
  }

  private static void unpack(JarFile jar, String prefix, Path cacheFolder, Path home) throws IOException {
    Path unfinished = Files.createTempDirectory(Files.createDirectories(cacheFolder), ".python-");
    try {
      Enumeration<JarEntry> entries = jar.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        if (entry.getName().startsWith(prefix) && !entry.isDirectory()) {
          unpack(jar, entry, unfinished, entry.getName().substring(prefix.length()));
        }
      }
      shareLibffi(unfinished);
      Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      FileTree.delete(unfinished);
      if (!Files.isExecutable(home.resolve(LAUNCHER))) { // else another server was faster
        throw e;
      }
    }
  }

  private static void unpack(JarFile jar, JarEntry entry, Path root, String name) throws IOException {
    if (isLeftOut(name)) {
      return;
    }
    Path file = root.resolve(name).normalize();
    if (!file.startsWith(root)) {
      throw new IOException("the bundled interpreter has an entry outside of its home: " + name);
    }
    Files.createDirectories(file.getParent());
    try (InputStream in = jar.getInputStream(entry)) {
      Files.copy(in, file);
    }
    if (name.startsWith("bin/") && !file.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + file + " executable");
    }
  }

  private static boolean isLeftOut(String name) {
    if (LEFT_OUT_AT_ROOT.stream().anyMatch(name::startsWith)) {
      return true;
    }
    if (!name.startsWith("lib/python3.")) {
      return false;
    }
    String module = name.substring(name.indexOf('/', "lib/".length()) + 1);
    return LEFT_OUT.stream().anyMatch(module::startsWith);
  }

  /// `ctypes` looks for libffi next to the standard library's extension modules before it asks the system.
  private static void shareLibffi(Path home) throws IOException {
    Path library = home.resolve("libffi.so.8");
    if (!Files.exists(library)) {
      return;
    }
    try (Stream<Path> folders = Files.list(home.resolve("lib"))) {
      for (Path folder : folders.filter(f -> f.getFileName().toString().startsWith("python3.")).toList()) {
        Files.copy(library, folder.resolve("libffi.so.8"));
      }
    }
  }

  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name = system.startsWith("mac") ? "macosx" : system.startsWith("windows") ? "windows" : "linux";
    return name + (System.getProperty("os.arch").equals("aarch64") ? "-arm64" : "-x86_64");
  }
}
