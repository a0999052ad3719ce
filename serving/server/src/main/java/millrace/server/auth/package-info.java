/// Who may come in: tokens, the gate every request passes, the endpoints that make tokens.
///
/// Main types: [TokenGate], [TokenEndpoints]. The text of a token is known only to its holder: the catalog has its
/// digest, and nothing here logs or keeps it.
package millrace.server.auth;
