package millrace.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Everything that exists, after one command of the log. Immutable; every `with…` gives a changed copy.
public final class CatalogState {
  /// The policy a database starts with and the one `db` means without a policy.
  public static final String DEFAULT_POLICY = "autogen";

  private final String uuid;
  private final long sequence;
  private final long nextId;
  private final long firstFileSeconds;
  private final TreeMap<String, Database> databases;
  private final TreeMap<String, Token> tokens;
  private final TreeMap<String, User> users;
  /// Derived, by id; built when first asked for.
  private volatile Ids ids;

  @JsonCreator
  CatalogState(
      @JsonProperty("uuid") String uuid,
      @JsonProperty("sequence") long sequence,
      @JsonProperty("nextId") long nextId,
      @JsonProperty("firstFileSeconds") long firstFileSeconds,
      @JsonProperty("databases") Map<String, Database> databases,
      @JsonProperty("tokens") Map<String, Token> tokens,
      @JsonProperty("users") Map<String, User> users) {
    this.uuid = uuid;
    this.sequence = sequence;
    this.nextId = nextId;
    this.firstFileSeconds = firstFileSeconds;
    this.databases = new TreeMap<>(databases);
    this.tokens = new TreeMap<>(tokens);
    this.users = new TreeMap<>(users);
  }

  static CatalogState empty(String uuid) {
    return new CatalogState(uuid, 0, 1, 0, Map.of(), Map.of(), Map.of());
  }

  /// Identifies this catalog; clients see it as `cluster-uuid`.
  @JsonProperty
  public String uuid() {
    return uuid;
  }

  /// The number of the last command applied.
  @JsonProperty
  public long sequence() {
    return sequence;
  }

  @JsonProperty
  long nextId() {
    return nextId;
  }

  /// The seconds that a file of the first generation spans, as clients are told; 0 before they are chosen.
  @JsonProperty
  public long firstFileSeconds() {
    return firstFileSeconds;
  }

  @JsonProperty("databases")
  Map<String, Database> databaseMap() {
    return databases;
  }

  @JsonProperty("tokens")
  Map<String, Token> tokenMap() {
    return tokens;
  }

  @JsonProperty("users")
  Map<String, User> userMap() {
    return users;
  }

  /// All databases, soft-deleted ones among them, ascending by name.
  public Collection<Database> databases() {
    return Collections.unmodifiableCollection(databases.values());
  }

  /// A database by its own name, without a policy; also a soft-deleted one under its new name.
  public Optional<Database> database(String name) {
    return Optional.ofNullable(databases.get(name));
  }

  /// A database by name.
  ///
  /// @throws MillraceException with code NOT_FOUND and the message `database not found: NAME`
  public Database requireDatabase(String name) {
    return database(name)
        .orElseThrow(() -> new MillraceException(ErrorCode.NOT_FOUND, "database not found: " + name));
  }

  /// What the v3 spelling `db` or `db/rp` names; see [DatabaseName].
  public Optional<RetentionPolicy> policy(DatabaseName name) {
    return database(name.database()).flatMap(database -> database.policy(name.policy()));
  }

  public Optional<Database> databaseById(long id) {
    return Optional.ofNullable(ids().databases.get(id));
  }

  public Optional<RetentionPolicy> policyById(long id) {
    return Optional.ofNullable(ids().policies.get(id));
  }

  public Optional<Table> tableById(long id) {
    return Optional.ofNullable(ids().tables.get(id));
  }

  /// All tokens, ascending by name.
  public Collection<Token> tokens() {
    return Collections.unmodifiableCollection(tokens.values());
  }

  public Optional<Token> token(String name) {
    return Optional.ofNullable(tokens.get(name));
  }

  /// All users, in the order they were created.
  public List<User> users() {
    return users.values().stream().sorted(Comparator.comparingLong(User::id)).toList();
  }

  public Optional<User> user(String name) {
    return Optional.ofNullable(users.get(name));
  }

  CatalogState withSequence(long newSequence) {
    return new CatalogState(uuid, newSequence, nextId, firstFileSeconds, databases, tokens, users);
  }

  CatalogState withUuid(String newUuid) {
    return new CatalogState(newUuid, sequence, nextId, firstFileSeconds, databases, tokens, users);
  }

  CatalogState withNextId(long newNextId) {
    return new CatalogState(uuid, sequence, newNextId, firstFileSeconds, databases, tokens, users);
  }

  CatalogState withFirstFileSeconds(long seconds) {
    return new CatalogState(uuid, sequence, nextId, seconds, databases, tokens, users);
  }

  CatalogState withDatabase(Database database) {
    TreeMap<String, Database> changed = new TreeMap<>(databases);
    changed.put(database.name(), database);
    return new CatalogState(uuid, sequence, nextId, firstFileSeconds, changed, tokens, users);
  }

  /// Rights on the database go with it, so that a later one of its name starts without any.
  CatalogState withoutDatabase(String name) {
    TreeMap<String, Database> changed = new TreeMap<>(databases);
    changed.remove(name);
    TreeMap<String, User> stripped = new TreeMap<>(users);
    stripped.replaceAll((_, user) -> user.withoutRight(name));
    return new CatalogState(uuid, sequence, nextId, firstFileSeconds, changed, tokens, stripped);
  }

  CatalogState withToken(Token token) {
    TreeMap<String, Token> changed = new TreeMap<>(tokens);
    changed.put(token.name(), token);
    return new CatalogState(uuid, sequence, nextId, firstFileSeconds, databases, changed, users);
  }

  CatalogState withoutToken(String name) {
    TreeMap<String, Token> changed = new TreeMap<>(tokens);
    changed.remove(name);
    return new CatalogState(uuid, sequence, nextId, firstFileSeconds, databases, changed, users);
  }

  CatalogState withUser(User user) {
    TreeMap<String, User> changed = new TreeMap<>(users);
    changed.put(user.name(), user);
    return new CatalogState(uuid, sequence, nextId, firstFileSeconds, databases, tokens, changed);
  }

  CatalogState withoutUser(String name) {
    TreeMap<String, User> changed = new TreeMap<>(users);
    changed.remove(name);
    return new CatalogState(uuid, sequence, nextId, firstFileSeconds, databases, tokens, changed);
  }

  CatalogState changeDatabase(String name, UnaryOperator<Database> change) {
    return withDatabase(change.apply(requireDatabase(name)));
  }

  private Ids ids() {
    Ids known = ids;
    if (known == null) {
      known = new Ids(databases.values());
      ids = known;
    }
    return known;
  }

  private static final class Ids {
    private final Map<Long, Database> databases = new HashMap<>();
    private final Map<Long, RetentionPolicy> policies = new HashMap<>();
    private final Map<Long, Table> tables = new HashMap<>();

    Ids(Collection<Database> all) {
      for (Database database : all) {
        databases.put(database.id(), database);
        for (RetentionPolicy policy : database.policies()) {
          policies.put(policy.id(), policy);
          policy.tables().forEach(table -> tables.put(table.id(), table));
        }
      }
    }
  }
}
