package millrace.plugins;

import java.util.List;
import millrace.catalog.Database;
import millrace.catalog.TriggerDefinition;

/// A trigger of the catalog, its texts understood.
///
/// @param databaseId the catalog's id of its database, which tells apart databases that followed each other under one
///     name
record Trigger(long databaseId, TriggerDefinition definition, TriggerSpec spec, ErrorBehavior errorBehavior) {
  /// What the names of a trigger's nodes follow.
  static final String NODES = "nodes:";

  /// @throws millrace.base.MillraceException when the specification cannot be read, which creation rules out
  static Trigger of(Database database, TriggerDefinition definition) {
    return new Trigger(
        database.id(),
        definition,
        TriggerSpec.parse(definition.specification()),
        ErrorBehavior.parse(definition.errorBehavior()).orElse(ErrorBehavior.LOG));
  }

  long id() {
    return definition.id();
  }

  String name() {
    return definition.name();
  }

  String database() {
    return definition.database();
  }

  TriggerKind kind() {
    return spec.kind();
  }

  /// Whether every flush is to reach it, over restarts and however far it is behind.
  boolean isAtLeastOnce() {
    return kind() == TriggerKind.WRITES && definition.delivery().equals(Delivery.AT_LEAST_ONCE);
  }

  /// Whether this trigger is meant to run on a node; `all` and `nodes:a,b` are understood.
  boolean runsOn(String nodeId) {
    String nodes = definition.nodes();
    return nodes.isEmpty()
        || nodes.equals("all")
        || nodes.startsWith(NODES) && List.of(nodes.substring(NODES.length()).split(",")).contains(nodeId);
  }
}
