package millrace.catalog;

import java.util.List;

/// Where copies of a policy's writes go.
///
/// @param policy the retention policy it listens to
/// @param toAll whether every destination gets every write, else one of them in turn
/// @param destinations addresses such as `udp://host:9000`, at least one
public record Subscription(String policy, String name, boolean toAll, List<String> destinations) {
  public Subscription {
    destinations = List.copyOf(destinations);
  }

  boolean isNamed(String wantedPolicy, String wantedName) {
    return policy.equals(wantedPolicy) && name.equals(wantedName);
  }
}
