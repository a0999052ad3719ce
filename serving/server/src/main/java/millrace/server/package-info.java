/// The HTTP API, authentication, configuration and the one composition root.
package millrace.server;
