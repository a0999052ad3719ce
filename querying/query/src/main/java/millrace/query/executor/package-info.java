/// The entry: [StatementExecutor] gives each statement to the part that runs it.
package millrace.query.executor;
