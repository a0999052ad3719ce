package millrace.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// A database: its retention policies, each with tables, and its triggers.
///
/// @param defaultPolicy name of the policy that no name means; empty when it was dropped
/// @param deletion present once the database is soft-deleted
public record Database(
    long id,
    String name,
    String defaultPolicy,
    @JsonProperty("policies") Map<String, RetentionPolicy> policyMap,
    @JsonProperty("triggers") Map<String, TriggerDefinition> triggerMap,
    Optional<Deletion> deletion) {
  public Database {
    policyMap = Collections.unmodifiableMap(new TreeMap<>(policyMap));
    triggerMap = Collections.unmodifiableMap(new TreeMap<>(triggerMap));
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
    return new Database(id, newName, defaultPolicy, policyMap, triggerMap, deletion);
  }

  Database withDeletion(Deletion newDeletion) {
    return new Database(id, name, defaultPolicy, policyMap, triggerMap, Optional.of(newDeletion));
  }

  Database withDefaultPolicy(String policyName) {
    return new Database(id, name, policyName, policyMap, triggerMap, deletion);
  }

  Database withPolicy(RetentionPolicy policy) {
    Map<String, RetentionPolicy> changed = new TreeMap<>(policyMap);
    changed.put(policy.name(), policy);
    return new Database(id, name, defaultPolicy, changed, triggerMap, deletion);
  }

  Database withoutPolicy(String policyName) {
    Map<String, RetentionPolicy> changed = new TreeMap<>(policyMap);
    changed.remove(policyName);
    return new Database(
        id, name, defaultPolicy.equals(policyName) ? "" : defaultPolicy, changed, triggerMap, deletion);
  }

  Database changePolicy(String policyName, UnaryOperator<RetentionPolicy> change) {
    return withPolicy(change.apply(requirePolicy(policyName)));
  }

  Database withTrigger(TriggerDefinition trigger) {
    Map<String, TriggerDefinition> changed = new TreeMap<>(triggerMap);
    changed.put(trigger.name(), trigger);
    return new Database(id, name, defaultPolicy, policyMap, changed, deletion);
  }

  Database withoutTrigger(String triggerName) {
    Map<String, TriggerDefinition> changed = new TreeMap<>(triggerMap);
    changed.remove(triggerName);
    return new Database(id, name, defaultPolicy, policyMap, changed, deletion);
  }
}
