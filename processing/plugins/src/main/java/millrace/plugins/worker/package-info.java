/// Python: the interpreter, its environment and packages, and one supervised worker process per trigger.
///
/// Main types: [WorkerSupervisor] opens a [PluginWorker], whose `call` turns a [PluginCall] into a [CallOutcome];
/// [PythonRuntime] finds an interpreter; [PackageInstaller] installs packages. Knows neither triggers, schedules nor
/// the catalog: everything a call needs comes with the call.
package millrace.plugins.worker;
