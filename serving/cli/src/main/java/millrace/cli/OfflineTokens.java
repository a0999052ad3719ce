package millrace.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import millrace.server.auth.TokenText;
import millrace.server.config.HumanDuration;

/// `create token --admin --offline`: a token in a file that a server reads at its first start.
final class OfflineTokens {
  private OfflineTokens() {}

  static int create(Arguments arguments, PrintStream out) {
    Path file = Path.of(arguments.find("--output-file").orElseThrow(() -> new UsageError(
        "the following required arguments were not provided:\n  --output-file <FILE>", arguments.command().usage())));
    String token = TokenText.generate(new SecureRandom());
    Optional<String> name = arguments.find("--name");
    Json document = new Json().put("token", token).put("name", name.orElse("_admin"));
    if (name.isPresent() && arguments.find("--expiry").isPresent()) {
      document.put("expiry_millis", System.currentTimeMillis() + seconds(arguments.get("--expiry")) * 1000);
    }
    write(file, PrettyJson.of(document.toString()));
    out.println("Token saved to: " + file);
    TokenCommands.print(arguments, token, out);
    return 0;
  }

  static long seconds(String text) {
    try {
      return HumanDuration.parse(text).toSeconds();
    } catch (IllegalArgumentException e) {
      throw new UsageError("invalid value '" + text + "' for '--expiry <DURATION>': " + e.getMessage(), "");
    }
  }

  /// The file appears whole, readable by its owner only.
  private static void write(Path file, String text) {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("."));
    try {
      Path temporary = Files.createTempFile(
          folder, ".token", ".new", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(temporary, (text + "\n").getBytes(StandardCharsets.UTF_8));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CommandFailure("unable to write " + file + ": " + e);
    }
  }
}
