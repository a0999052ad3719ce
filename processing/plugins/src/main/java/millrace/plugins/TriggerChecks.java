package millrace.plugins;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.TriggerDefinition;

/// The checks before a trigger is created, changed or deleted. Their order decides which message a request with several
/// faults gets; it and the texts are those clients know.
final class TriggerChecks {
  private static final String INTERNAL_DATABASE = "_internal";

  private TriggerChecks() {}

  /// A database whose triggers may be changed.
  static Database changeable(CatalogState state, String name) {
    if (name.equals(INTERNAL_DATABASE)) {
      throw new MillraceException(ErrorCode.FORBIDDEN, "cannot modify internal db");
    }
    Database database =
        state
            .database(name)
            .orElseThrow(() -> new MillraceException(ErrorCode.NOT_FOUND, "Database not found " + name));
    if (database.isDeleted()) {
      throw new MillraceException(
          ErrorCode.CONFLICT, "attempted to modify resource that was already deleted: " + name);
    }
    return database;
  }

  static TriggerDefinition existing(Database database, String trigger) {
    return database
        .trigger(trigger)
        .orElseThrow(
            () -> new MillraceException(ErrorCode.NOT_FOUND, "the requested resource was not found: " + trigger));
  }

  /// A name nobody has yet, without control characters.
  static void freeName(Database database, String trigger) {
    if (database.trigger(trigger).isPresent()) {
      throw new MillraceException(
          ErrorCode.ALREADY_EXISTS, "attempted to create a resource that already exists");
    }
    if (trigger.isEmpty() || trigger.chars().anyMatch(Character::isISOControl)) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT, "trigger name must not be empty or contain control characters");
    }
  }

  /// A schedule that has instants at all.
  static void fires(TriggerSpec spec) {
    if (spec instanceof TriggerSpec.Cron(CronSchedule schedule) && !schedule.everFires()) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT, "cron schedule never triggers: " + schedule.expression());
    }
  }

  /// `all`, or names of nodes. Which nodes there are is not known here.
  static void nodes(String nodes) {
    boolean isList = nodes.startsWith(Trigger.NODES) && nodes.length() > Trigger.NODES.length()
        && List.of(nodes.substring(Trigger.NODES.length()).split(",", -1)).stream().noneMatch(String::isBlank);
    if (!nodes.equals("all") && !isList) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT, "invalid node_spec '" + nodes + "', expected all or nodes:ID[,ID...]");
    }
  }

  /// A way of delivery that there is, and that suits what fires the trigger.
  static void delivery(String delivery, TriggerSpec spec) {
    if (delivery.equals(Delivery.NEWEST)) {
      return;
    }
    if (!delivery.equals(Delivery.AT_LEAST_ONCE)) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT,
          "unknown delivery '%s', expected '%s' or '%s'".formatted(delivery, Delivery.NEWEST, Delivery.AT_LEAST_ONCE));
    }
    if (spec.kind() != TriggerKind.WRITES) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT,
          "delivery at-least-once is for write triggers, 'table:' and 'all_tables', not for '" + spec.text() + "'");
    }
  }

  /// A request path that no other enabled trigger of any database answers to.
  static void freePath(CatalogState state, TriggerSpec spec, long ownId) {
    if (!(spec instanceof TriggerSpec.Request)) {
      return;
    }
    for (Database database : state.databases()) {
      for (TriggerDefinition other : database.isDeleted() ? List.<TriggerDefinition>of() : database.triggers()) {
        if (other.id() != ownId && !other.disabled() && other.specification().equals(spec.text())) {
          throw new MillraceException(
              ErrorCode.ALREADY_EXISTS,
              "request path '%s' is already served by trigger '%s' of database '%s'"
                  .formatted(((TriggerSpec.Request) spec).path(), other.name(), database.name()));
        }
      }
    }
  }

  /// A trigger whose plugin a file is, or is part of, as `database/trigger`.
  ///
  /// @param file a path that was found good
  static Optional<String> userOf(CatalogState state, String file) {
    Path path = Path.of(file).normalize();
    return state.databases().stream()
        .filter(database -> !database.isDeleted())
        .flatMap(database -> database.triggers().stream())
        .filter(trigger -> !RemotePlugins.isRemote(trigger.pluginFile()))
        .filter(trigger -> path.startsWith(Path.of(trigger.pluginFile()).normalize()))
        .map(trigger -> trigger.database() + "/" + trigger.name())
        .findFirst();
  }

  /// The one trigger a file endpoint means.
  static TriggerDefinition named(CatalogState state, Optional<String> database, String trigger) {
    List<TriggerDefinition> found = new ArrayList<>();
    for (Database candidate : state.databases()) {
      if (!candidate.isDeleted() && database.map(candidate.name()::equals).orElse(true)) {
        candidate.trigger(trigger).ifPresent(found::add);
      }
    }
    if (found.isEmpty()) {
      throw new MillraceException(ErrorCode.NOT_FOUND, "Plugin not found: " + trigger);
    }
    if (found.size() > 1) {
      throw new MillraceException(
          ErrorCode.CONFLICT, "trigger name " + trigger + " exists in several databases; name one with db");
    }
    return found.getFirst();
  }
}
