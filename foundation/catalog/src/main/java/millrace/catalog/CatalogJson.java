package millrace.catalog;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.util.stream.Stream;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// The catalog's stored form: JSON, a command tagged with its record's name.
final class CatalogJson {
  private final ObjectMapper mapper =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addMixIn(CatalogCommand.class, Tagged.class)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  CatalogJson() {
    leaves(CatalogCommand.class).forEach(type -> mapper.registerSubtypes(new NamedType(type, type.getSimpleName())));
  }

  byte[] encode(Object value) {
    try {
      return CatalogText.sealed(mapper.writeValueAsBytes(value));
    } catch (JacksonException e) {
      throw new MillraceException(ErrorCode.INTERNAL, "encoding a catalog entry: " + e.getOriginalMessage(), e);
    }
  }

  <T> T decode(byte[] bytes, Class<T> type, String name) {
    try {
      return mapper.readValue(CatalogText.opened(bytes), type);
    } catch (IOException e) {
      throw new MillraceException(ErrorCode.CORRUPT, "reading catalog object " + name + ": " + e.getMessage(), e);
    }
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(CatalogJson::leaves)
        : Stream.of(type);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
  private interface Tagged {}
}
