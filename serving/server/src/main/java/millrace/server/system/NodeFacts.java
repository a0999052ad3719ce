package millrace.server.system;

/// What `system.nodes` shows of this node.
///
/// @param catalogId number of the node in the catalog
/// @param instanceId new at every start
/// @param updatedNanos when the node registered
/// @param settingsJson the settings it was started with, a JSON object without secrets
public record NodeFacts(
    String nodeId, long catalogId, String instanceId, int cores, long updatedNanos, String settingsJson) {}
