package millrace.influxql;

import static millrace.influxql.Literals.identifier;

import java.util.OptionalLong;
import java.util.stream.Collectors;
import millrace.influxql.AccessStatement.CreateUser;
import millrace.influxql.AccessStatement.DropUser;
import millrace.influxql.AccessStatement.Grant;
import millrace.influxql.AccessStatement.GrantAdmin;
import millrace.influxql.AccessStatement.Revoke;
import millrace.influxql.AccessStatement.RevokeAdmin;
import millrace.influxql.AccessStatement.SetPassword;
import millrace.influxql.SchemaStatement.AlterPolicy;
import millrace.influxql.SchemaStatement.CreateContinuousQuery;
import millrace.influxql.SchemaStatement.CreateDatabase;
import millrace.influxql.SchemaStatement.CreatePolicy;
import millrace.influxql.SchemaStatement.CreateSubscription;
import millrace.influxql.SchemaStatement.DropContinuousQuery;
import millrace.influxql.SchemaStatement.DropDatabase;
import millrace.influxql.SchemaStatement.DropPolicy;
import millrace.influxql.SchemaStatement.DropSubscription;

/// Writes statements about databases, policies, continuous queries, subscriptions, users and rights as canonical
/// text. Passwords are never shown.
final class SchemaPrinter {
  private static final String HIDDEN = "[REDACTED]";

  private SchemaPrinter() {}

  static void append(StringBuilder out, SchemaStatement statement) {
    switch (statement) {
      case CreateDatabase create -> {
        out.append("CREATE DATABASE ").append(identifier(create.name()));
        create.policy().ifPresent(policy -> options(out.append(" WITH"), policy));
      }
      case DropDatabase(String name) -> out.append("DROP DATABASE ").append(identifier(name));
      case CreatePolicy(String name, String database, RetentionOptions options, boolean makeDefault) -> {
        on(out.append("CREATE RETENTION POLICY "), name, database);
        options(out, options);
        out.append(makeDefault ? " DEFAULT" : "");
      }
      case AlterPolicy(String name, String database, RetentionOptions options, boolean makeDefault) -> {
        on(out.append("ALTER RETENTION POLICY "), name, database);
        options(out, options);
        out.append(makeDefault ? " DEFAULT" : "");
      }
      case DropPolicy(String name, String database) -> on(out.append("DROP RETENTION POLICY "), name, database);
      case CreateContinuousQuery create -> append(out, create);
      case DropContinuousQuery(String name, String database) ->
        on(out.append("DROP CONTINUOUS QUERY "), name, database);
      case CreateSubscription create -> append(out, create);
      case DropSubscription(String name, String database, String policy) ->
        on(out.append("DROP SUBSCRIPTION "), name, database).append('.').append(identifier(policy));
    }
  }

  static void append(StringBuilder out, AccessStatement statement) {
    switch (statement) {
      case CreateUser(String name, String _, boolean admin) ->
        out.append("CREATE USER ")
            .append(identifier(name))
            .append(" WITH PASSWORD ")
            .append(HIDDEN)
            .append(admin ? " WITH ALL PRIVILEGES" : "");
      case DropUser(String name) -> out.append("DROP USER ").append(identifier(name));
      case SetPassword(String user, String _) ->
        out.append("SET PASSWORD FOR ")
            .append(identifier(user))
            .append(" = ")
            .append(HIDDEN);
      case Grant(Privilege privilege, String database, String user) ->
        on(out.append("GRANT "), privilege, database).append(" TO ").append(identifier(user));
      case GrantAdmin(String user) ->
        out.append("GRANT ALL PRIVILEGES TO ").append(identifier(user));
      case Revoke(Privilege privilege, String database, String user) ->
        on(out.append("REVOKE "), privilege, database).append(" FROM ").append(identifier(user));
      case RevokeAdmin(String user) ->
        out.append("REVOKE ALL PRIVILEGES FROM ").append(identifier(user));
    }
  }

  private static StringBuilder on(StringBuilder out, Privilege privilege, String database) {
    return out.append(privilege.text()).append(" ON ").append(identifier(database));
  }

  private static StringBuilder on(StringBuilder out, String name, String database) {
    return out.append(identifier(name)).append(" ON ").append(identifier(database));
  }

  private static void options(StringBuilder out, RetentionOptions options) {
    duration(out, " DURATION ", options.duration());
    options.replication().ifPresent(count -> out.append(" REPLICATION ").append(count));
    duration(out, " SHARD DURATION ", options.shardDuration());
    duration(out, " FUTURE LIMIT ", options.futureLimit());
    duration(out, " PAST LIMIT ", options.pastLimit());
    options.name().ifPresent(name -> out.append(" NAME ").append(identifier(name)));
  }

  private static void duration(StringBuilder out, String keyword, OptionalLong nanos) {
    nanos.ifPresent(length -> out.append(keyword).append(Durations.format(length)));
  }

  private static void append(StringBuilder out, CreateContinuousQuery create) {
    on(out.append("CREATE CONTINUOUS QUERY "), create.name(), create.database());
    boolean resample = create.everyNanos().isPresent() || create.forNanos().isPresent();
    out.append(resample ? " RESAMPLE" : "");
    duration(out, " EVERY ", create.everyNanos());
    duration(out, " FOR ", create.forNanos());
    out.append(" BEGIN ");
    InfluxQlPrinter.append(out, create.select());
    out.append(" END");
  }

  private static void append(StringBuilder out, CreateSubscription create) {
    on(out.append("CREATE SUBSCRIPTION "), create.name(), create.database());
    out.append('.').append(identifier(create.policy()));
    out.append(create.toAll() ? " DESTINATIONS ALL " : " DESTINATIONS ANY ");
    out.append(create.destinations().stream().map(Literals::string).collect(Collectors.joining(", ")));
  }
}
