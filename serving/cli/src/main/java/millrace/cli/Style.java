package millrace.cli;

import java.util.Map;

/// Emphasis on a terminal, nothing in a pipe or with `NO_COLOR`.
record Style(boolean isOn) {
  static Style of(Map<String, String> environment) {
    boolean terminal = System.console() != null && System.console().isTerminal();
    return new Style(terminal && !environment.containsKey("NO_COLOR"));
  }

  String bold(String text) {
    return on("1", text);
  }

  String underlined(String text) {
    return on("4", text);
  }

  String alert(String text) {
    return on("1;31", text);
  }

  String faint(String text) {
    return on("2", text);
  }

  private String on(String code, String text) {
    return isOn ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
