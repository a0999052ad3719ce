/// Copies of writes for other servers, as `CREATE SUBSCRIPTION` of InfluxQL orders them: [Subscriptions] hears of what has
/// become durable and hands it to a [Feed] for each receiver.
package millrace.server.subscription;
