package millrace.catalog;

import java.util.ArrayList;
import java.util.List;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Changes to subscriptions. Messages are those InfluxDB gives.
public sealed interface SubscriptionCommand extends CatalogCommand {
  record CreateSubscription(String database, Subscription subscription) implements SubscriptionCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      Database owner = state.requireDatabase(database);
      owner.requirePolicy(subscription.policy());
      if (exists(owner, subscription.policy(), subscription.name())) {
        throw new MillraceException(ErrorCode.ALREADY_EXISTS, "subscription already exists");
      }
      List<Subscription> changed = new ArrayList<>(owner.subscriptions());
      changed.add(subscription);
      return state.withDatabase(owner.withSubscriptions(changed));
    }
  }

  record DropSubscription(String database, String policy, String name) implements SubscriptionCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      Database owner = state.requireDatabase(database);
      owner.requirePolicy(policy);
      if (!exists(owner, policy, name)) {
        throw new MillraceException(ErrorCode.NOT_FOUND, "subscription not found");
      }
      return state.withDatabase(owner.withSubscriptions(owner.subscriptions().stream()
          .filter(s -> !s.isNamed(policy, name))
          .toList()));
    }
  }

  private static boolean exists(Database owner, String policy, String name) {
    return owner.subscriptions().stream().anyMatch(s -> s.isNamed(policy, name));
  }
}
