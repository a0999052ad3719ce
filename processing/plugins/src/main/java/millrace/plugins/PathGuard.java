package millrace.plugins;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Keeps paths that come from clients inside one directory, which may itself be a symbolic link.
///
/// Refused are absolute paths, any `..` (even one that would stay inside), links that lead outside, and links to nothing,
/// through which a write would create a file outside. What is returned is free of links, so that using it soon after
/// needs no second look.
final class PathGuard {
  /// Bytes of a name and of a path: what file systems take, less what is put behind a name while it is written.
  private static final int NAME_BYTES = 200;

  private static final int PATH_BYTES = 1000;

  private final Path root;

  PathGuard(Path root) {
    this.root = root;
  }

  /// The real path of `input` below the root; it need not exist.
  ///
  /// @throws MillraceException with code INVALID_ARGUMENT when it leads outside or is too long
  Path resolve(String input) {
    try {
      Path realRoot = realRoot();
      Path real = realPath(realRoot, checked(input), input);
      if (!real.startsWith(realRoot)) {
        throw refusal(input);
      }
      return real;
    } catch (IOException e) {
      throw refusal(input);
    }
  }

  /// The path as it is written, links and all: good for looking whether something changed, not for reading.
  Path unresolved(String input) {
    return root.resolve(checked(input));
  }

  private Path realRoot() throws IOException {
    return Files.exists(root) ? root.toRealPath() : root.toAbsolutePath().normalize();
  }

  private static Path checked(String input) {
    try {
      Path path = Path.of(input);
      if (path.getRoot() != null) {
        throw refusal(input);
      }
      for (Path part : path) {
        if (part.toString().equals("..")) {
          throw refusal(input);
        }
        if (bytes(part) > NAME_BYTES || bytes(path) > PATH_BYTES) {
          throw new MillraceException(
              ErrorCode.INVALID_ARGUMENT,
              "plugin filename is too long: a name has at most " + NAME_BYTES + " bytes, a path " + PATH_BYTES);
        }
      }
      return path.normalize();
    } catch (InvalidPathException e) {
      throw refusal(input);
    }
  }

  private static int bytes(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static Path realPath(Path realRoot, Path relative, String input) throws IOException {
    Path real = realRoot;
    for (Path part : relative) {
      Path next = real.resolve(part.toString());
      if (Files.isSymbolicLink(next) && !Files.exists(next)) {
        throw refusal(input);
      }
      real = Files.exists(next, LinkOption.NOFOLLOW_LINKS) ? next.toRealPath() : next;
    }
    return real.normalize();
  }

  private static MillraceException refusal(String input) {
    return new MillraceException(
        ErrorCode.INVALID_ARGUMENT,
        "Path traversal detected: plugin filename '"
            + input
            + "' attempts to access files outside the plugin directory");
  }
}
