/// Continuous queries: when each is due, over which span, and the running of those that are. Main type:
/// [ContinuousQueries]. Knows no threads and no clock but the instants it is given.
package millrace.query.continuous;
