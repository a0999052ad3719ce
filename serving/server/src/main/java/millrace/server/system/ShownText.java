package millrace.server.system;

import java.util.List;
import java.util.regex.Pattern;
import millrace.influxql.AccessStatement;
import millrace.influxql.InfluxQlPrinter;
import millrace.influxql.Query;
import millrace.influxql.SchemaStatement.CreateSubscription;
import millrace.influxql.Statement;

/// The text of a query as others may read it: as it came, but for the passwords in it.
public final class ShownText {
  private static final String HIDDEN = "[REDACTED]";

  /// What stands before the host of an address.
  private static final Pattern ADDRESSEE = Pattern.compile("://[^/\\s\"']*@");

  /// A statement about users that was taken for SQL. Possessive, so that no text makes it slow.
  private static final Pattern PASSWORD = Pattern.compile(
      "(?i)\\b(with\\s{1,99}+password\\s{0,99}+|set\\s{1,99}+password\\s{1,99}+for\\s[^=']{0,999}+=\\s{0,99}+)"
          + "('(?:[^'\\\\]|\\\\.)*+'?)");

  private ShownText() {}

  /// @param statements what the text was parsed to
  public static String ofInfluxQl(String text, List<Statement> statements) {
    boolean hasPassword = statements.stream().anyMatch(ShownText::holdsPassword);
    String shown = hasPassword ? InfluxQlPrinter.print(new Query(statements)) : text;
    return statements.stream().anyMatch(CreateSubscription.class::isInstance)
        ? ADDRESSEE.matcher(shown).replaceAll("://" + HIDDEN + "@")
        : shown;
  }

  public static String ofSql(String text) {
    return PASSWORD.matcher(text).replaceAll("$1" + HIDDEN);
  }

  private static boolean holdsPassword(Statement statement) {
    return statement instanceof AccessStatement.CreateUser || statement instanceof AccessStatement.SetPassword;
  }
}
