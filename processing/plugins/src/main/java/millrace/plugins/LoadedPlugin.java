package millrace.plugins;

import millrace.plugins.worker.PluginWorker;

/// A plugin's code and the process that runs it.
record LoadedPlugin(PluginCode code, PluginWorker worker) {}
