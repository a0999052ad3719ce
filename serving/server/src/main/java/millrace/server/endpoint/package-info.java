/// The handlers of the HTTP API, one class for each group of paths; each adds its routes to a router.
///
/// Main types: [V1QueryEndpoint], [V3QueryEndpoints], [DatabaseEndpoints], [EngineEndpoints], [StatusEndpoints]. They turn
/// requests into calls of the modules below and outcomes into answers, and decide nothing else.
package millrace.server.endpoint;
