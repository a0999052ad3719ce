package millrace.influxql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.influxql.JsonReader.Digits;
import millrace.influxql.JsonReader.JsonException;
import millrace.influxql.JsonReader.Nothing;

/// The values of a query's bound parameters, by the name after `$`.
public final class Parameters {
  public static final Parameters NONE = new Parameters(Map.of());

  private final Map<String, Parameter> values;

  private Parameters(Map<String, Parameter> values) {
    this.values = values;
  }

  public static Parameters of(Map<String, Parameter> values) {
    return new Parameters(Map.copyOf(values));
  }

  /// Reads parameters as requests carry them: a JSON object. A number with a point is a float, another an
  /// integer; an object with one entry, such as `{"regex": "a.*"}`, says its kind. A value that cannot be bound
  /// is refused only where a query uses it.
  ///
  /// @throws MillraceException `INVALID_ARGUMENT`, with the message for the client, when the text is no JSON
  ///     object or holds a number out of range
  public static Parameters fromJson(String json) {
    Object read;
    try {
      read = JsonReader.read(json);
    } catch (JsonException e) {
      throw refused("error parsing query parameters: " + e.getMessage());
    }
    if (read instanceof Nothing) {
      return NONE;
    }
    if (!(read instanceof Map<?, ?> object)) {
      throw refused(
          "error parsing query parameters: json: cannot unmarshal %s into Go value of type map[string]interface {}"
              .formatted(kind(read)));
    }
    Map<String, Parameter> values = new HashMap<>();
    for (Map.Entry<?, ?> entry : object.entrySet()) {
      values.put((String) entry.getKey(), parameter(entry.getValue()));
    }
    return new Parameters(values);
  }

  /// The value of a name.
  public Optional<Parameter> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  private static Parameter parameter(Object value) {
    return switch (value) {
      case String text -> new Parameter.Text(text);
      case Boolean truth -> new Parameter.Bool(truth);
      case Digits(String text) -> number(text);
      case Map<?, ?> object -> typed(object);
      case List<?> _ -> new Parameter.Unusable("unable to bind parameter with type []interface {}");
      default -> new Parameter.Unusable("unable to bind parameter with type <nil>");
    };
  }

  private static Parameter number(String text) {
    try {
      return text.contains(".") ? new Parameter.Float(finite(text)) : new Parameter.Integer(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw refused("error parsing json value: " + numberFault(text));
    }
  }

  private static double finite(String text) {
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw new NumberFormatException(text);
    }
    return value;
  }

  private static String numberFault(String text) {
    if (text.contains(".")) {
      return "strconv.ParseFloat: parsing \"" + text + "\": value out of range";
    }
    boolean exponent = text.contains("e") || text.contains("E");
    return "strconv.ParseInt: parsing \"%s\": %s"
        .formatted(text, exponent ? "invalid syntax" : "value out of range");
  }

  /// The value of an object whose only key names its kind.
  private static Parameter typed(Map<?, ?> object) {
    if (object.size() != 1) {
      return new Parameter.Unusable("bound object parameter value must have exactly one entry");
    }
    Map.Entry<?, ?> entry = object.entrySet().iterator().next();
    Object value = entry.getValue();
    return switch ((String) entry.getKey()) {
      case "ident", "identifier" ->
        value instanceof String name
            ? new Parameter.Name(name)
            : new Parameter.Unusable("identifier must be a string value");
      case "regex" ->
        value instanceof String pattern
            ? new Parameter.Pattern(pattern)
            : new Parameter.Unusable("regex literal must be a string value");
      case "string" ->
        value instanceof String text
            ? new Parameter.Text(text)
            : new Parameter.Unusable("string literal must be a string value");
      case "float", "number" -> typedFloat(value);
      case "int", "integer" -> typedInteger(value);
      case "duration" -> typedDuration(value);
      case String kind -> new Parameter.Unusable("unknown bind object type: " + kind);
    };
  }

  private static Parameter typedFloat(Object value) {
    try {
      return value instanceof Digits(String text)
          ? new Parameter.Float(finite(text))
          : new Parameter.Unusable("number literal must be a float value");
    } catch (NumberFormatException e) {
      return new Parameter.Unusable("number literal must be a float value");
    }
  }

  private static Parameter typedInteger(Object value) {
    try {
      if (value instanceof Digits(String text)) {
        return new Parameter.Integer(Long.parseLong(text));
      }
    } catch (NumberFormatException e) {
      // Falls through to the refusal.
    }
    return new Parameter.Unusable("integer literal must be an integer value");
  }

  private static Parameter typedDuration(Object value) {
    try {
      return switch (value) {
        case String text -> new Parameter.WrittenDuration(text);
        case Digits(String text) -> new Parameter.Duration(Long.parseLong(text));
        default -> new Parameter.Unusable("duration literal must be a string or integer value");
      };
    } catch (NumberFormatException e) {
      return new Parameter.Unusable("duration literal must be a string or integer value");
    }
  }

  private static String kind(Object value) {
    return switch (value) {
      case String _ -> "string";
      case Boolean _ -> "bool";
      case List<?> _ -> "array";
      default -> "number";
    };
  }

  private static MillraceException refused(String message) {
    return new MillraceException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
