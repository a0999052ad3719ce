/// The processing engine: trigger specifications, schedules, dispatch, Python workers, packages.
///
/// Owns `PluginHost`, through which plugins write and query; knows neither store, query nor server.
package millrace.plugins;
