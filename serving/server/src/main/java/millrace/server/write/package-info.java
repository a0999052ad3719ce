/// The one way every write takes: [WritePath], from line protocol to durable rows.
package millrace.server.write;
