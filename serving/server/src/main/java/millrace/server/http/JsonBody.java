package millrace.server.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// A JSON object that came as a request body. Members nobody asks for are ignored. What is missing or of another kind
/// ends the request with 400 and `serde json error: …`.
public final class JsonBody {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern PARSERS_REMARK = Pattern.compile(" \\(start marker at \\[.*]\\)|\\[Source:.*?]", Pattern.DOTALL);

  private final JsonNode object;

  private JsonBody(JsonNode object) {
    this.object = object;
  }

  /// Reads the body of a request that must say it is JSON.
  ///
  /// @throws HttpFault 415 when its `Content-Type` is another, 400 when it is not a JSON object
  public static JsonBody read(HttpRequest request) throws IOException {
    String type = request.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    int parameters = type.indexOf(';');
    String essence = (parameters < 0 ? type : type.substring(0, parameters)).strip();
    if (!essence.equals(ContentTypes.JSON) && !(essence.startsWith("application/") && essence.endsWith("+json"))) {
      throw HttpFault.of(415, "unacceptable content-type, expected: application/json");
    }
    return parse(request.body());
  }

  /// Reads a JSON object, whatever the content type.
  public static JsonBody parse(byte[] text) throws IOException {
    try {
      JsonNode node = tree(MAPPER.createParser(text));
      if (node == null || node.isMissingNode()) {
        throw malformed("EOF while parsing a value at line 1 column 0");
      }
      if (!node.isObject()) {
        throw malformed("invalid type: " + kind(node) + ", expected struct at line 1 column 0");
      }
      return new JsonBody(node);
    } catch (CharConversionException undecodable) {
      // Zeros at the beginning look like UTF-16 or UTF-32.
      throw malformed("invalid unicode code point at line 1 column 0");
    } catch (JsonProcessingException broken) {
      var at = Optional.ofNullable(broken.getLocation());
      throw malformed(message(broken) + at.map(l -> " at line " + l.getLineNr() + " column " + l.getColumnNr()).orElse(""));
    }
  }

  /// Any JSON value that is the whole of a text.
  ///
  /// @throws JsonProcessingException when it is none
  public static JsonNode tree(String text) throws IOException {
    return tree(MAPPER.createParser(text));
  }

  private static JsonNode tree(JsonParser parser) throws IOException {
    JsonNode node = MAPPER.readTree(parser);
    JsonLocation end = parser.currentLocation();
    if (node != null && hasMore(parser)) {
      throw new JsonParseException(parser, "trailing characters", end);
    }
    return node;
  }

  private static boolean hasMore(JsonParser parser) throws IOException {
    try {
      return parser.nextToken() != null;
    } catch (JsonParseException garbage) {
      return true;
    }
  }

  /// What is wrong with a text that is no JSON, in one line and without the parser's remarks about itself.
  public static String message(JsonProcessingException broken) {
    return PARSERS_REMARK.matcher(broken.getOriginalMessage()).replaceAll("").lines().findFirst().orElse("");
  }

  /// A member that is text.
  public String text(String name) {
    return findText(name).orElseThrow(() -> missing(name));
  }

  /// A member that is text, or is not there, or is `null`.
  public Optional<String> findText(String name) {
    return find(name).map(node -> {
      if (!node.isTextual()) {
        throw wrongKind(name, node, "a string");
      }
      return node.textValue();
    });
  }

  /// A member that is `true` or `false`.
  public boolean truth(String name) {
    return findTruth(name).orElseThrow(() -> missing(name));
  }

  public Optional<Boolean> findTruth(String name) {
    return find(name).map(node -> {
      if (!node.isBoolean()) {
        throw wrongKind(name, node, "a boolean");
      }
      return node.booleanValue();
    });
  }

  /// A whole number from 0 on.
  public OptionalLong findCount(String name) {
    Optional<JsonNode> node = find(name);
    if (node.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!node.get().isIntegralNumber() || !node.get().canConvertToLong() || node.get().longValue() < 0) {
      throw wrongKind(name, node.get(), "u64");
    }
    return OptionalLong.of(node.get().longValue());
  }

  /// A member that is an object.
  public JsonBody object(String name) {
    return findObject(name).orElseThrow(() -> missing(name));
  }

  public Optional<JsonBody> findObject(String name) {
    return find(name).map(node -> {
      if (!node.isObject()) {
        throw wrongKind(name, node, "a map");
      }
      return new JsonBody(node);
    });
  }

  /// A member that is a list of text.
  public List<String> texts(String name) {
    List<String> all = new ArrayList<>();
    for (JsonNode item : list(name)) {
      if (!item.isTextual()) {
        throw wrongKind(name, item, "a string");
      }
      all.add(item.textValue());
    }
    return all;
  }

  /// A member that is a list of objects.
  public List<JsonBody> objects(String name) {
    List<JsonBody> all = new ArrayList<>();
    for (JsonNode item : list(name)) {
      if (!item.isObject()) {
        throw wrongKind(name, item, "a map");
      }
      all.add(new JsonBody(item));
    }
    return all;
  }

  /// Whether there is such a member, and it is not `null`.
  public boolean has(String name) {
    return find(name).isPresent();
  }

  /// The members as text: text as it is, everything else as JSON.
  public Map<String, String> entries() {
    Map<String, String> entries = new LinkedHashMap<>();
    object.properties().forEach(entry -> entries.put(
        entry.getKey(),
        entry.getValue().isTextual() ? entry.getValue().textValue() : entry.getValue().toString()));
    return entries;
  }

  /// The members, all of which must be text.
  ///
  /// @throws HttpFault 400 naming the first that is not
  public Map<String, String> textEntries() {
    object.properties().forEach(entry -> {
      if (!entry.getValue().isTextual()) {
        throw wrongKind(entry.getKey(), entry.getValue(), "a string");
      }
    });
    return entries();
  }

  /// The object itself, for members of any kind.
  public JsonNode node() {
    return object;
  }

  private JsonNode list(String name) {
    JsonNode node = find(name).orElseThrow(() -> missing(name));
    if (!node.isArray()) {
      throw wrongKind(name, node, "a sequence");
    }
    return node;
  }

  private Optional<JsonNode> find(String name) {
    return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
  }

  private static HttpFault missing(String name) {
    return malformed("missing field `" + name + "` at line 1 column 0");
  }

  private static HttpFault wrongKind(String name, JsonNode node, String expected) {
    return malformed("invalid type: " + kind(node) + ", expected " + expected + " in field `" + name + "`");
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "sequence";
      case BOOLEAN -> "boolean `" + node + "`";
      case NULL -> "null";
      case NUMBER -> (node.isIntegralNumber() ? "integer `" : "floating point `") + node + "`";
      case OBJECT -> "map";
      case STRING -> "string " + node;
      case BINARY, MISSING, POJO -> "value";
    };
  }

  private static HttpFault malformed(String detail) {
    return HttpFault.of(400, "serde json error: " + detail);
  }
}
