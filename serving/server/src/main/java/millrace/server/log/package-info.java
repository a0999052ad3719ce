/// How the server's log looks and what it leaves out: [LogSetup].
package millrace.server.log;
