package millrace.query.catalog;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.Catalog;
import millrace.catalog.CatalogState;
import millrace.catalog.ContinuousQuery;
import millrace.catalog.ContinuousQueryCommand;
import millrace.catalog.Database;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.PolicySettings;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Subscription;
import millrace.catalog.SubscriptionCommand;
import millrace.influxql.InfluxQlPrinter;
import millrace.influxql.RetentionOptions;
import millrace.influxql.SchemaStatement;
import millrace.influxql.SchemaStatement.AlterPolicy;
import millrace.influxql.SchemaStatement.CreateContinuousQuery;
import millrace.influxql.SchemaStatement.CreateDatabase;
import millrace.influxql.SchemaStatement.CreatePolicy;
import millrace.influxql.SchemaStatement.CreateSubscription;
import millrace.influxql.SchemaStatement.DropContinuousQuery;
import millrace.influxql.SchemaStatement.DropDatabase;
import millrace.influxql.SchemaStatement.DropPolicy;
import millrace.influxql.SchemaStatement.DropSubscription;
import millrace.query.QueryException;
import millrace.query.QueryOptions;

/// Creates, alters and drops databases, policies, continuous queries and subscriptions.
final class SchemaChanges {
  private static final Set<String> SUBSCRIPTION_SCHEMES = Set.of("udp", "http", "https");

  private final Catalog catalog;
  private final DataDeletion deletion;

  SchemaChanges(Catalog catalog, DataDeletion deletion) {
    this.catalog = catalog;
    this.deletion = deletion;
  }

  void run(SchemaStatement statement, QueryOptions options) {
    switch (statement) {
      case CreateDatabase create -> createDatabase(create);
      case DropDatabase(String name) -> dropDatabase(name);
      case CreatePolicy create -> createPolicy(create);
      case AlterPolicy alter -> alterPolicy(alter);
      case DropPolicy(String name, String database) -> dropPolicy(name, database);
      case CreateContinuousQuery create -> createContinuousQuery(create, options);
      case DropContinuousQuery(String name, String database) ->
        catalog.apply(new ContinuousQueryCommand.DropContinuousQuery(database, name));
      case CreateSubscription create -> createSubscription(create);
      case DropSubscription(String name, String database, String policy) ->
        catalog.apply(new SubscriptionCommand.DropSubscription(database, policy, name));
    }
  }

  private void createDatabase(CreateDatabase create) {
    requireName(create.name());
    RetentionOptions options = create.policy().orElse(RetentionOptions.NONE);
    Optional<String> policy = options.name().filter(name -> !name.isEmpty());
    policy.ifPresent(SchemaChanges::requireName);
    PolicySettings settings = PolicyRules.settings(policy.orElse(CatalogState.DEFAULT_POLICY), options);
    PolicyRules.checkDuration(settings);
    try {
      if (catalog.state().database(create.name()).isEmpty()) {
        PolicyRules.check(settings);
        catalog.apply(new DatabaseCommand.CreateDatabase(create.name(), settings));
        return;
      }
    } catch (MillraceException refusal) {
      // Somebody else may have created it in this very moment; then it exists, which is decided below.
      if (refusal.code() != ErrorCode.ALREADY_EXISTS) {
        throw refusal;
      }
    }
    if (create.policy().isPresent()) {
      completeDatabase(catalog.state().requireDatabase(create.name()), settings, options);
    }
  }

  /// A database without any policy gets the one asked for.
  private void completeDatabase(Database database, PolicySettings settings, RetentionOptions options) {
    if (database.policies().isEmpty()) {
      PolicyRules.check(settings);
      catalog.apply(new DatabaseCommand.CreatePolicy(database.name(), settings, true));
    } else {
      requireSamePolicy(database, settings, options);
    }
  }

  /// A database that exists may be created again only with the default policy it has.
  private static void requireSamePolicy(Database database, PolicySettings settings, RetentionOptions options) {
    boolean same = database.policy(settings.name())
        .map(policy -> PolicyRules.isAsWritten(policy, options))
        .orElse(false);
    if (!same || !database.defaultPolicy().equals(settings.name())) {
      throw new QueryException(ErrorCode.ALREADY_EXISTS, "retention policy conflicts with an existing policy");
    }
  }

  private void dropDatabase(String name) {
    Optional<Database> database = catalog.state().database(name);
    catalog.apply(new DatabaseCommand.DropDatabase(name));
    database.ifPresent(dropped -> deletion.dropDatabase(dropped.id()));
  }

  private void createPolicy(CreatePolicy create) {
    requireName(create.name());
    PolicySettings settings = PolicyRules.settings(create.name(), create.options());
    PolicyRules.check(settings);
    Database database = catalog.state().requireDatabase(create.database());
    Optional<RetentionPolicy> existing = database.policy(create.name());
    boolean isDefault = database.defaultPolicy().equals(create.name());
    if (existing.filter(settings::matches).isPresent() && create.makeDefault() && !isDefault) {
      throw new QueryException(ErrorCode.ALREADY_EXISTS, "retention policy conflicts with an existing policy");
    }
    catalog.apply(new DatabaseCommand.CreatePolicy(create.database(), settings, create.makeDefault()));
  }

  private void alterPolicy(AlterPolicy alter) {
    RetentionPolicy old = catalog.state().requireDatabase(alter.database()).requirePolicy(alter.name());
    RetentionOptions options = alter.options();
    PolicyRules.checkChange(old, options);
    long duration = options.duration().orElse(old.durationNanos());
    Optional<Long> shardDuration = options.shardDuration().isPresent()
        ? Optional.of(PolicyRules.shardDuration(options.shardDuration().getAsLong(), duration))
        : Optional.empty();
    catalog.apply(new DatabaseCommand.AlterPolicy(
        alter.database(),
        alter.name(),
        boxed(options.duration()),
        shardDuration,
        options.replication().isPresent()
            ? Optional.of(options.replication().getAsInt())
            : Optional.empty(),
        alter.makeDefault()));
  }

  private static Optional<Long> boxed(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private void dropPolicy(String name, String database) {
    Optional<RetentionPolicy> policy = catalog.state().database(database).flatMap(owner -> owner.policy(name));
    catalog.apply(new DatabaseCommand.DropPolicy(database, name));
    policy.ifPresent(dropped -> deletion.dropPolicy(dropped.id()));
  }

  /// What is kept is the statement with databases and policies filled in.
  private void createContinuousQuery(CreateContinuousQuery create, QueryOptions options) {
    String defaultDatabase = options.database().isEmpty() ? create.database() : options.database();
    CreateContinuousQuery complete = new CreateContinuousQuery(
        create.name(),
        create.database(),
        create.everyNanos(),
        create.forNanos(),
        new Completion(catalog.state(), defaultDatabase, options).complete(create.select()));
    String text = InfluxQlPrinter.print(complete);
    catalog.apply(new ContinuousQueryCommand.CreateContinuousQuery(
        create.database(), new ContinuousQuery(create.name(), text)));
  }

  private void createSubscription(CreateSubscription create) {
    create.destinations().forEach(SchemaChanges::requireDestination);
    catalog.apply(new SubscriptionCommand.CreateSubscription(
        create.database(),
        new Subscription(create.policy(), create.name(), create.toAll(), List.copyOf(create.destinations()))));
  }

  private static void requireDestination(String address) {
    try {
      URI uri = new URI(address);
      if (uri.getScheme() != null && SUBSCRIPTION_SCHEMES.contains(uri.getScheme()) && uri.getPort() >= 0) {
        return;
      }
    } catch (URISyntaxException e) {
      // Refused below like any other address that cannot be reached.
    }
    throw new QueryException("invalid subscription URL: " + address);
  }

  /// Names become parts of paths.
  private static void requireName(String name) {
    boolean printable = name.codePoints().noneMatch(SchemaChanges::isForbidden);
    if (name.isEmpty() || name.equals(".") || name.equals("..") || !printable) {
      throw new QueryException("invalid name");
    }
  }

  private static boolean isForbidden(int codePoint) {
    return codePoint == '/'
        || codePoint == '\\'
        || (codePoint != ' '
            && switch (Character.getType(codePoint)) {
              case Character.CONTROL,
                  Character.FORMAT,
                  Character.SURROGATE,
                  Character.PRIVATE_USE,
                  Character.UNASSIGNED,
                  Character.SPACE_SEPARATOR,
                  Character.LINE_SEPARATOR,
                  Character.PARAGRAPH_SEPARATOR -> true;
              default -> false;
            });
  }
}
