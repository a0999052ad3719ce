/// The write-ahead log: what makes a write durable before it is answered.
///
/// Main types: [Wal], which takes batches; [FlushListener], which hears of each sealed interval. The format is drawn in
/// `docs/reference/formats/wal.md`: [SegmentHeader], [Frame], [WriteBatchCodec] write it, [SegmentScanner] reads it.
/// Knows no catalog and no trigger.
package millrace.wal;
