/// From a parsed SELECT to a plan: checks, names, types, expansion of wildcards. Reads no data.
///
/// Main types: [SelectCompiler], [CompiledSelect], [SchemaResolution].
package millrace.query.compile;
