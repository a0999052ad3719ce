/// Requests in, answers out: small interfaces the handlers speak, the router, the table that turns errors into answers,
/// and the one class that leans on Jetty.
///
/// Main types: [HttpListener] serves an [HttpHandler]; [HttpService] is the one in use, with a [Router] inside. Knows
/// nothing of databases, tokens or queries.
package millrace.server.http;
