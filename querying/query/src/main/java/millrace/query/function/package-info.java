/// What functions compute: reducers for aggregates and selectors, transformations for what looks at neighbours.
package millrace.query.function;
