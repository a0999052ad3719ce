/// What `serve` can be told: one table of settings, the texts their values come in, and the options that result.
///
/// Main types: [ServeSettings], the table; [ServeArguments], which reads arguments and environment against it;
/// [ServerOptions], what comes out. Knows nothing of the parts that are configured.
package millrace.server.config;
