/// The tables of schema `system`: what the server knows of itself, as relations SQL can read.
///
/// Main types: [SystemRelations], [QueryLog]. Knows no HTTP and no SQL texts.
package millrace.server.system;
