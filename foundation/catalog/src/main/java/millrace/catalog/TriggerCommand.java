package millrace.catalog;

import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Changes to triggers.
public sealed interface TriggerCommand extends CatalogCommand {
  /// Creates a trigger; its id in `trigger` is ignored and given anew.
  record CreateTrigger(TriggerDefinition trigger) implements TriggerCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      Database owner = state.requireDatabase(trigger.database());
      if (owner.trigger(trigger.name()).isPresent()) {
        throw new MillraceException(
            ErrorCode.ALREADY_EXISTS, "attempted to create a resource that already exists: " + trigger.name());
      }
      return state
          .withNextId(state.nextId() + 1)
          .withDatabase(owner.withTrigger(trigger.withId(state.nextId())));
    }
  }

  /// Enables or disables a trigger; nothing changes when it is so already.
  record SetTriggerDisabled(String database, String trigger, boolean disabled, String reason) implements TriggerCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      TriggerDefinition old = require(state, database, trigger);
      return old.disabled() == disabled && old.disabledReason().equals(reason)
          ? state
          : state.changeDatabase(database, owner -> owner.withTrigger(old.withDisabled(disabled, reason)));
    }
  }

  /// Points a trigger at another plugin file.
  record SetTriggerPlugin(String database, String trigger, String pluginFile) implements TriggerCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      TriggerDefinition old = require(state, database, trigger);
      return state.changeDatabase(database, owner -> owner.withTrigger(old.withPluginFile(pluginFile)));
    }
  }

  /// Gives a trigger of the same database and name another definition; id, and whether it is disabled and why, stay.
  record ChangeTrigger(TriggerDefinition trigger) implements TriggerCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      TriggerDefinition old = require(state, trigger.database(), trigger.name());
      TriggerDefinition changed = trigger.withId(old.id()).withDisabled(old.disabled(), old.disabledReason());
      return changed.equals(old)
          ? state
          : state.changeDatabase(trigger.database(), owner -> owner.withTrigger(changed));
    }
  }

  record DeleteTrigger(String database, String trigger) implements TriggerCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      require(state, database, trigger);
      return state.changeDatabase(database, owner -> owner.withoutTrigger(trigger));
    }
  }

  private static TriggerDefinition require(CatalogState state, String database, String trigger) {
    return state
        .requireDatabase(database)
        .trigger(trigger)
        .orElseThrow(
            () -> new MillraceException(ErrorCode.NOT_FOUND, "the requested resource was not found: " + trigger));
  }
}
