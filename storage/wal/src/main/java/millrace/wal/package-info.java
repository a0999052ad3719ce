/// The write-ahead log: what makes a write durable before it is answered.
///
/// Main types: `Wal`, `FlushListener`. Knows no catalog and no trigger.
package millrace.wal;
