package millrace.server.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.Token;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A token made before the server ran, in a JSON file:
/// `{"token":"apiv3_…","name":"_admin","expiry_millis":…,"description":"…"}`; all but `token` may be missing.
public final class OfflineToken {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.server.auth");
  private static final Set<PosixFilePermission> FOR_OWNER = Set.of(
      PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

  private OfflineToken() {}

  /// Makes the token of a file valid, unless one of that name exists.
  ///
  /// @throws MillraceException with code INVALID_ARGUMENT when the file is not such a file
  public static void load(Path file, Tokens tokens) {
    JsonNode json = read(file);
    String text = json.path("token").asText("");
    if (!text.startsWith(TokenText.PREFIX)) {
      throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "Invalid token format: must start with 'apiv3_'");
    }
    warnWhenOthersMayRead(file);
    String name = json.path("name").asText(Token.ADMIN);
    if (!tokens.exists(name)) {
      OptionalLong expiry = Optional.of(json.path("expiry_millis"))
          .filter(JsonNode::isIntegralNumber)
          .map(node -> OptionalLong.of(node.longValue()))
          .orElse(OptionalLong.empty());
      tokens.register(name, text, json.path("description").asText(""), expiry);
      LOG.info("token {} created from {}", name, file);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException broken) {
      // The parser's own message could quote the token.
      throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "token file " + file + " is not JSON");
    } catch (IOException unreadable) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT, "token file " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  private static void warnWhenOthersMayRead(Path file) {
    try {
      if (!FOR_OWNER.containsAll(Files.getPosixFilePermissions(file))) {
        LOG.warn("token file {} can be read by others; its mode should be 0600", file);
      }
    } catch (IOException | UnsupportedOperationException unknown) {
      LOG.debug("mode of token file {} is unknown", file, unknown);
    }
  }
}
