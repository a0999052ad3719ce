package millrace.plugins.worker;

import java.util.Map;

/// A question a plugin asks of a database.
///
/// @param database its name, `DB` or `DB/POLICY`
/// @param text one statement
/// @param parameters values for `$name`, bound as strings
public record PluginQuery(String database, String text, Map<String, String> parameters, Language language) {
  public PluginQuery {
    parameters = Map.copyOf(parameters);
  }

  /// What the text is written in.
  public enum Language {
    SQL,
    INFLUXQL
  }
}
