package millrace.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// A database: its retention policies, each with tables, its triggers, and what InfluxQL clients set up for it.
///
/// @param defaultPolicy name of the policy that no name means; it keeps that meaning when it is dropped and made again
/// @param continuousQueries in the order they were created
/// @param subscriptions in the order they were created
/// @param deletion present once the database is soft-deleted
public record Database(
    long id,
    String name,
    String defaultPolicy,
    @JsonProperty("policies") Map<String, RetentionPolicy> policyMap,
    @JsonProperty("triggers") Map<String, TriggerDefinition> triggerMap,
    List<ContinuousQuery> continuousQueries,
    List<Subscription> subscriptions,
    Optional<Deletion> deletion) {
  public Database {
    policyMap = Collections.unmodifiableMap(new TreeMap<>(policyMap));
    triggerMap = Collections.unmodifiableMap(new TreeMap<>(triggerMap));
    continuousQueries = List.copyOf(continuousQueries);
    subscriptions = List.copyOf(subscriptions);
  }

  /// A database with one policy, its default.
  static Database of(long id, String name, RetentionPolicy policy) {
    return new Database(
        id, name, policy.name(), Map.of(policy.name(), policy), Map.of(), List.of(), List.of(), Optional.empty());
  }

  /// All policies, ascending by name.
  @JsonIgnore
  public Collection<RetentionPolicy> policies() {
    return policyMap.values();
  }

  /// A policy by name; the default one for an empty name.
  public Optional<RetentionPolicy> policy(String policyName) {
    return Optional.ofNullable(policyMap.get(policyName.isEmpty() ? defaultPolicy : policyName));
  }

  /// A policy by name.
  ///
  /// @throws MillraceException with code NOT_FOUND and the message `retention policy not found: NAME`
  public RetentionPolicy requirePolicy(String policyName) {
    return policy(policyName)
        .orElseThrow(() -> new MillraceException(ErrorCode.NOT_FOUND, "retention policy not found: " + policyName));
  }

  /// All triggers, ascending by name.
  @JsonIgnore
  public Collection<TriggerDefinition> triggers() {
    return triggerMap.values();
  }

  public Optional<TriggerDefinition> trigger(String triggerName) {
    return Optional.ofNullable(triggerMap.get(triggerName));
  }

  @JsonIgnore
  public boolean isDeleted() {
    return deletion.isPresent();
  }

  Database withName(String newName) {
    return new Database(id, newName, defaultPolicy, policyMap, triggerMap, continuousQueries, subscriptions, deletion);
  }

  Database withDeletion(Deletion newDeletion) {
    return new Database(id, name, defaultPolicy, policyMap, triggerMap, continuousQueries, subscriptions, Optional.of(newDeletion));
  }

  /// The same database under a name of its own, no longer hidden.
  Database restoredAs(String newName) {
    return new Database(
        id, newName, defaultPolicy, policyMap, triggerMap, continuousQueries, subscriptions, Optional.empty());
  }

  Database withDefaultPolicy(String policyName) {
    return new Database(id, name, policyName, policyMap, triggerMap, continuousQueries, subscriptions, deletion);
  }

  Database withPolicy(RetentionPolicy policy) {
    Map<String, RetentionPolicy> changed = new TreeMap<>(policyMap);
    changed.put(policy.name(), policy);
    return new Database(id, name, defaultPolicy, changed, triggerMap, continuousQueries, subscriptions, deletion);
  }

  /// Subscriptions to the policy go with it; its name stays the default if it was.
  Database withoutPolicy(String policyName) {
    Map<String, RetentionPolicy> changed = new TreeMap<>(policyMap);
    changed.remove(policyName);
    List<Subscription> kept = subscriptions.stream().filter(s -> !s.policy().equals(policyName)).toList();
    return new Database(id, name, defaultPolicy, changed, triggerMap, continuousQueries, kept, deletion);
  }

  Database changePolicy(String policyName, UnaryOperator<RetentionPolicy> change) {
    return withPolicy(change.apply(requirePolicy(policyName)));
  }

  Database withTrigger(TriggerDefinition trigger) {
    Map<String, TriggerDefinition> changed = new TreeMap<>(triggerMap);
    changed.put(trigger.name(), trigger);
    return new Database(id, name, defaultPolicy, policyMap, changed, continuousQueries, subscriptions, deletion);
  }

  Database withoutTrigger(String triggerName) {
    Map<String, TriggerDefinition> changed = new TreeMap<>(triggerMap);
    changed.remove(triggerName);
    return new Database(id, name, defaultPolicy, policyMap, changed, continuousQueries, subscriptions, deletion);
  }

  Database withContinuousQueries(List<ContinuousQuery> changed) {
    return new Database(id, name, defaultPolicy, policyMap, triggerMap, changed, subscriptions, deletion);
  }

  Database withSubscriptions(List<Subscription> changed) {
    return new Database(id, name, defaultPolicy, policyMap, triggerMap, continuousQueries, changed, deletion);
  }
}
