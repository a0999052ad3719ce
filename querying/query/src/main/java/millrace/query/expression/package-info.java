/// Expressions: folding constants, splitting conditions into time and the rest, and evaluating over columns.
package millrace.query.expression;
