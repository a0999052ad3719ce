package millrace.server.auth;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.influxql.AccessStatement;
import millrace.influxql.DeletionStatement;
import millrace.influxql.ExplainStatement;
import millrace.influxql.InfluxQlPrinter;
import millrace.influxql.KillQuery;
import millrace.influxql.SchemaStatement;
import millrace.influxql.SelectStatement;
import millrace.influxql.ShowStatement;
import millrace.influxql.Source;
import millrace.influxql.Statement;
import millrace.server.access.Authorization;
import millrace.server.access.Permission;

/// What InfluxQL statements need to be allowed. Source: the InfluxQL specification, section 2.6. Where InfluxDB asks
/// for less than a statement reads or writes, as for the sources of SHOW and of continuous queries, the rest is asked
/// for too.
public final class StatementRights {
  /// The database of the request, where a statement names none.
  private final String requested;
  private final Set<Permission> needed = new LinkedHashSet<>();

  private StatementRights(String requested) {
    this.requested = requested;
  }

  /// Refuses statements of which one is not allowed; none has run then.
  ///
  /// @param database the request's, empty for none
  /// @throws MillraceException with code FORBIDDEN; a [Forbidden] for tokens
  public static void check(Authorization asker, List<Statement> statements, String database) {
    switch (asker) {
      case Authorization.Unlimited _ -> {}
      case Authorization.Unclaimed _ -> {
        if (statements.isEmpty() || !statements.stream().allMatch(StatementRights::createsAdministrator)) {
          throw refused("create admin user first or disable authentication");
        }
      }
      case Authorization.OfToken _ -> statements.forEach(statement -> checkToken(asker, statement, database));
      case Authorization.OfUser(var user) -> {
        for (Statement statement : statements) {
          for (Permission permission : of(statement, database)) {
            if (!asker.allows(permission)) {
              throw refused(user.name() + " not authorized to execute statement '" + InfluxQlPrinter.print(statement)
                  + "', requires " + text(permission));
            }
          }
        }
      }
    }
  }

  /// Queries and continuous queries are listed for all databases at once, which InfluxDB shows to every reader of one; a
  /// token must be free of limits for it.
  private static void checkToken(Authorization asker, Statement statement, String database) {
    if (statement instanceof ShowStatement.ShowQueries || statement instanceof ShowStatement.ShowContinuousQueries) {
      asker.require(new Permission.Administer());
    }
    of(statement, database).forEach(asker::require);
  }

  /// What a statement needs, in the order it is asked for.
  static List<Permission> of(Statement statement, String database) {
    StatementRights rights = new StatementRights(database);
    rights.add(statement);
    return new ArrayList<>(rights.needed);
  }

  private static boolean createsAdministrator(Statement statement) {
    return statement instanceof AccessStatement.CreateUser create && create.admin();
  }

  private static MillraceException refused(String why) {
    return new MillraceException(ErrorCode.FORBIDDEN, "error authorizing query: " + why);
  }

  private static String text(Permission permission) {
    return switch (permission) {
      case Permission.Read(String database) -> "READ on " + database;
      case Permission.Write(String database) -> "WRITE on " + database;
      case Permission.Administer _ -> "admin privilege";
    };
  }

  private void add(Statement statement) {
    switch (statement) {
      case SelectStatement select -> add(select, requested);
      case ExplainStatement explain -> add(explain.select(), requested);
      case ShowStatement show -> add(show);
      case SchemaStatement change -> add(change);
      case DeletionStatement deletion -> add(deletion);
      case AccessStatement _, KillQuery _ -> needed.add(new Permission.Administer());
    }
  }

  private void add(SelectStatement select, String usual) {
    reads(select.sources(), usual);
    select.into().ifPresent(target -> needed.add(new Permission.Write(or(target.database(), usual))));
  }

  private void reads(List<Source> sources, String usual) {
    for (Source source : sources) {
      switch (source) {
        case Source.Measurement(String database, String _, String _) -> read(database, usual);
        case Source.Pattern(String database, String _, String _) -> read(database, usual);
        case Source.Subquery(SelectStatement inner) -> add(inner, usual);
        case Source.Join join -> reads(join.sides().stream().map(Source.Join.Side::source).toList(), usual);
      }
    }
  }

  private void read(String database, String usual) {
    needed.add(new Permission.Read(or(database, usual)));
  }

  private static String or(String database, String usual) {
    return database.isEmpty() ? usual : database;
  }

  private void add(SchemaStatement change) {
    switch (change) {
      case SchemaStatement.DropPolicy drop -> needed.add(new Permission.Write(drop.database()));
      case SchemaStatement.DropContinuousQuery drop -> needed.add(new Permission.Write(drop.database()));
      case SchemaStatement.CreateContinuousQuery create -> {
        needed.add(new Permission.Read(create.database()));
        add(create.select(), create.database());
      }
      case SchemaStatement.CreateDatabase _, SchemaStatement.DropDatabase _, SchemaStatement.CreatePolicy _,
          SchemaStatement.AlterPolicy _, SchemaStatement.CreateSubscription _, SchemaStatement.DropSubscription _ ->
          needed.add(new Permission.Administer());
    }
  }

  private void add(DeletionStatement deletion) {
    switch (deletion) {
      case DeletionStatement.Delete _, DeletionStatement.DropSeries _ -> needed.add(new Permission.Write(requested));
      case DeletionStatement.DropMeasurement _, DeletionStatement.DropShard _ ->
          needed.add(new Permission.Administer());
    }
  }

  private void add(ShowStatement show) {
    switch (show) {
      case ShowStatement.ShowDatabases() -> {}
      case ShowStatement.ShowPolicies(String database) -> read(database, requested);
      case ShowStatement.ShowQueries(), ShowStatement.ShowContinuousQueries() -> read("", requested);
      case ShowStatement.ShowMeasurements measurements -> {
        boolean everywhere = measurements.place() == ShowStatement.ShowMeasurements.Place.ALL_DATABASES;
        if (everywhere) {
          needed.add(new Permission.Administer());
        } else {
          read(measurements.scope());
        }
      }
      case ShowStatement.ShowSeries series -> read(series.scope());
      case ShowStatement.ShowTagKeys keys -> read(keys.scope());
      case ShowStatement.ShowTagValues values -> read(values.scope());
      case ShowStatement.ShowFieldKeys keys -> read(keys.scope());
      case ShowStatement.ShowCardinality cardinality -> read(cardinality.scope());
      case ShowStatement.ShowShards(), ShowStatement.ShowShardGroups(), ShowStatement.ShowUsers(),
          ShowStatement.ShowGrants _, ShowStatement.ShowSubscriptions(), ShowStatement.ShowStats _,
          ShowStatement.ShowDiagnostics _ -> needed.add(new Permission.Administer());
    }
  }

  private void read(ShowStatement.Scope scope) {
    read(scope.database(), requested);
    reads(scope.sources(), or(scope.database(), requested));
  }
}
