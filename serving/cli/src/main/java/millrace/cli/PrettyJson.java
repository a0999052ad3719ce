package millrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// JSON for people: two spaces, one member a line.
final class PrettyJson {
  private PrettyJson() {}

  static JsonNode read(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new CommandFailure("the server's answer is not JSON: " + json);
    }
  }

  static String of(String json) {
    return of(read(json));
  }

  static String of(JsonNode node) {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter() {
      private static final long serialVersionUID = 1;

      @Override
      public DefaultPrettyPrinter createInstance() {
        return this;
      }

      @Override
      public void writeObjectFieldValueSeparator(com.fasterxml.jackson.core.JsonGenerator generator)
          throws java.io.IOException {
        generator.writeRaw(": ");
      }
    };
    printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
    printer.indentObjectsWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
    try {
      return new ObjectMapper().writer(printer).writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(e.getOriginalMessage());
    }
  }
}
