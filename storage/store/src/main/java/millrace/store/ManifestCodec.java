package millrace.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.CRC32;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.columns.SeriesKey;
import millrace.datafile.TagFilter;

/// The stored form of a version of the manifest, big-endian with a checksum at the end.
///
/// Format: `docs/reference/formats/manifest.md`.
final class ManifestCodec {
  private static final int MAGIC = 0x4D4C_4D46; // "MLMF"
  private static final int FORMAT = 5;

  /// The fourth, whose versions rest on no others.
  private static final int ALWAYS_WHOLE = 4;

  /// The third, which does not say its length.
  private static final int WITHOUT_LENGTH = 3;

  /// The first format, whose files have no tag filters.
  private static final int WITHOUT_FILTERS = 1;

  /// The second, whose filters were made in another way and are passed over.
  private static final int OLD_FILTERS = 2;

  private static final int CHECKSUM_BYTES = 8;

  /// Where the length is, behind magic and format.
  private static final int LENGTH_AT = 8;

  private static final int HEAD_BYTES = LENGTH_AT + Integer.BYTES;

  private ManifestCodec() {}

  /// One stored version.
  ///
  /// @param nonce names the attempt, so that a writer who got no answer can tell whether it was his
  record Named(long version, UUID nonce) {}

  /// A version as found in the store.
  ///
  /// @param change over all of `earlier`
  /// @param earlier what it rests on, the newest first
  /// @param writer names the process that wrote it
  record Written(ManifestChange change, List<Named> earlier, UUID writer, UUID nonce) {
    Written {
      earlier = List.copyOf(earlier);
    }

    /// A version that rests on no other.
    static Written whole(Manifest manifest, UUID writer, UUID nonce) {
      return new Written(ManifestChange.all(manifest), List.of(), writer, nonce);
    }

    Named id() {
      return new Named(change.numbers().version(), nonce);
    }
  }

  /// About what a change takes.
  static int sizeBytes(ManifestChange change) {
    return encode(new Written(change, List.of(), new UUID(0, 0), new UUID(0, 0))).length;
  }

  static byte[] encode(Written written) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(body)) {
      writeUuid(out, written.writer);
      writeUuid(out, written.nonce);
      writeEarlier(out, written.earlier);
      writeAdded(out, written.change);
      writeRemoved(out, written.change);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int length = HEAD_BYTES + body.size() + CHECKSUM_BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(length);
    bytes.putInt(MAGIC).putInt(FORMAT).putInt(length).put(body.toByteArray());
    CRC32 crc = new CRC32();
    crc.update(bytes.array(), 0, bytes.position());
    return bytes.putLong(crc.getValue()).array();
  }

  /// Whether this is the beginning of a manifest and no more: what a store keeps of a put that it did not finish.
  static boolean isTorn(byte[] bytes) {
    if (bytes.length < HEAD_BYTES) {
      return isBeginning(bytes, FORMAT) || isBeginning(bytes, ALWAYS_WHOLE);
    }
    ByteBuffer head = ByteBuffer.wrap(bytes);
    return head.getInt() == MAGIC && head.getInt() > WITHOUT_LENGTH && head.getInt() > bytes.length;
  }

  private static boolean isBeginning(byte[] bytes, int format) {
    byte[] head = ByteBuffer.allocate(HEAD_BYTES).putInt(MAGIC).putInt(format).array();
    int known = Math.min(bytes.length, LENGTH_AT);
    return Arrays.equals(bytes, 0, known, head, 0, known);
  }

  /// @throws MillraceException with code CORRUPT
  static Written decode(String name, byte[] bytes) {
    try {
      return read(bytes);
    } catch (IOException | RuntimeException e) {
      throw new MillraceException(ErrorCode.CORRUPT, "reading manifest " + name + ": " + e.getMessage(), e);
    }
  }

  /// A manifest that was written whole.
  ///
  /// @throws MillraceException with code CORRUPT
  static Manifest decodeWhole(String name, byte[] bytes) {
    Written written = decode(name, bytes);
    if (!written.earlier.isEmpty()) {
      throw new MillraceException(ErrorCode.CORRUPT, "reading manifest " + name + ": rests on another");
    }
    return written.change.over(Manifest.EMPTY);
  }

  private static Written read(byte[] bytes) throws IOException {
    if (bytes.length < CHECKSUM_BYTES || isTorn(bytes)) {
      throw new IOException("ends early");
    }
    int length = bytes.length - CHECKSUM_BYTES;
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    if (crc.getValue() != ByteBuffer.wrap(bytes, length, CHECKSUM_BYTES).getLong()) {
      throw new IOException("checksum differs");
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(Arrays.copyOf(bytes, length)));
    if (in.readInt() != MAGIC) {
      throw new IOException("no manifest");
    }
    int format = in.readInt();
    if (format < WITHOUT_FILTERS || format > FORMAT) {
      throw new IOException("format " + format + " is newer than this server's " + FORMAT);
    }
    if (format > WITHOUT_LENGTH && in.readInt() != bytes.length) {
      throw new IOException("length differs");
    }
    UUID writer = readUuid(in);
    UUID nonce = readUuid(in);
    List<Named> earlier = format > ALWAYS_WHOLE ? readEarlier(in) : List.of();
    ManifestChange added = readAdded(in, format);
    return new Written(format > ALWAYS_WHOLE ? readRemoved(in, added) : added, earlier, writer, nonce);
  }

  private static void writeEarlier(DataOutputStream out, List<Named> earlier) throws IOException {
    out.writeInt(earlier.size());
    for (Named named : earlier) {
      out.writeLong(named.version());
      writeUuid(out, named.nonce());
    }
  }

  private static List<Named> readEarlier(DataInputStream in) throws IOException {
    List<Named> earlier = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      earlier.add(new Named(in.readLong(), readUuid(in)));
    }
    return earlier;
  }

  private static void writeRemoved(DataOutputStream out, ManifestChange change) throws IOException {
    writeNumbers(out, change.shards().removed());
    writeNumbers(out, change.files().removed());
    writeNumbers(out, change.damaged().removed());
    writeNumbers(out, change.tombstones().removed());
  }

  private static ManifestChange readRemoved(DataInputStream in, ManifestChange added) throws IOException {
    return new ManifestChange(
        added.numbers(),
        new ListChange<>(added.shards().added(), readNumbers(in)),
        new ListChange<>(added.files().added(), readNumbers(in)),
        new ListChange<>(added.damaged().added(), readNumbers(in)),
        new ListChange<>(added.tombstones().added(), readNumbers(in)));
  }

  private static void writeAdded(DataOutputStream out, ManifestChange change) throws IOException {
    Manifest numbers = change.numbers();
    out.writeLong(numbers.version());
    writePosition(out, numbers.covered());
    out.writeLong(numbers.lastGeneration());
    out.writeLong(numbers.nextFileId());
    out.writeLong(numbers.nextShardId());
    out.writeInt(change.shards().added().size());
    for (Shard shard : change.shards().added()) {
      out.writeLong(shard.id());
      out.writeLong(shard.databaseId());
      out.writeLong(shard.policyId());
      writeSpan(out, shard.span());
    }
    writeFiles(out, change.files().added());
    writeFiles(out, change.damaged().added());
    out.writeInt(change.tombstones().added().size());
    for (StoredTombstone tombstone : change.tombstones().added()) {
      writeTombstone(out, tombstone);
    }
  }

  private static ManifestChange readAdded(DataInputStream in, int format) throws IOException {
    long version = in.readLong();
    LogPosition covered = readPosition(in);
    long lastGeneration = in.readLong();
    long nextFileId = in.readLong();
    long nextShardId = in.readLong();
    Map<Long, Shard> shards = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      Shard shard = new Shard(in.readLong(), in.readLong(), in.readLong(), readSpan(in));
      shards.put(shard.id(), shard);
    }
    List<StoredFile> files = readFiles(in, format);
    List<StoredFile> damaged = readFiles(in, format);
    List<StoredTombstone> tombstones = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      tombstones.add(readTombstone(in));
    }
    return ManifestChange.all(
        new Manifest(version, covered, lastGeneration, nextFileId, nextShardId, shards, files, tombstones, damaged));
  }

  private static void writeFiles(DataOutputStream out, List<StoredFile> files) throws IOException {
    out.writeInt(files.size());
    for (StoredFile file : files) {
      out.writeLong(file.id());
      out.writeLong(file.databaseId());
      out.writeLong(file.tableId());
      out.writeLong(file.shardId());
      out.writeInt(file.level());
      out.writeLong(file.generation());
      out.writeLong(file.cleanGeneration());
      out.writeLong(file.minNanos());
      out.writeLong(file.maxNanos());
      out.writeLong(file.rowCount());
      out.writeInt(file.seriesCount());
      out.writeLong(file.sizeBytes());
      out.writeInt(file.fieldIds().size());
      for (int id : file.fieldIds()) {
        out.writeInt(id);
      }
      out.writeInt(file.tagFilter().bits().length);
      out.write(file.tagFilter().bits());
    }
  }

  private static List<StoredFile> readFiles(DataInputStream in, int format) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      files.add(
          new StoredFile(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readInt(), in.readLong(),
              in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readInt(), in.readLong(), readInts(in),
              readFilter(in, format)));
    }
    return files;
  }

  private static void writeNumbers(DataOutputStream out, Set<Long> numbers) throws IOException {
    out.writeInt(numbers.size());
    for (long number : numbers) {
      out.writeLong(number);
    }
  }

  private static Set<Long> readNumbers(DataInputStream in) throws IOException {
    Set<Long> numbers = new TreeSet<>();
    for (int left = in.readInt(); left > 0; left--) {
      numbers.add(in.readLong());
    }
    return numbers;
  }

  private static List<Integer> readInts(DataInputStream in) throws IOException {
    List<Integer> ints = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      ints.add(in.readInt());
    }
    return ints;
  }

  private static void writeTombstone(DataOutputStream out, StoredTombstone tombstone) throws IOException {
    out.writeLong(tombstone.tableId());
    out.writeLong(tombstone.databaseId());
    out.writeLong(tombstone.policyId());
    out.writeLong(tombstone.generation());
    writePosition(out, tombstone.position());
    writeSpan(out, tombstone.span());
    out.writeBoolean(tombstone.keys().isPresent());
    List<SeriesKey> keys = tombstone.keys().orElse(List.of());
    out.writeInt(keys.size());
    for (SeriesKey key : keys) {
      out.writeInt(key.bytes().length);
      out.write(key.bytes());
    }
  }

  private static StoredTombstone readTombstone(DataInputStream in) throws IOException {
    long tableId = in.readLong();
    long databaseId = in.readLong();
    long policyId = in.readLong();
    long generation = in.readLong();
    LogPosition position = readPosition(in);
    TimeSpan span = readSpan(in);
    boolean hasKeys = in.readBoolean();
    List<SeriesKey> keys = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      keys.add(SeriesKey.ofCanonical(readBytes(in)));
    }
    return new StoredTombstone(
        tableId, databaseId, policyId, generation, position, span, hasKeys ? Optional.of(keys) : Optional.empty());
  }

  private static TagFilter readFilter(DataInputStream in, int format) throws IOException {
    if (format == WITHOUT_FILTERS) {
      return TagFilter.ANY;
    }
    byte[] bits = readBytes(in);
    return format == OLD_FILTERS ? TagFilter.ANY : new TagFilter(bits);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("list of " + length + " bytes");
    }
    return in.readNBytes(length);
  }

  private static void writePosition(DataOutputStream out, LogPosition position) throws IOException {
    out.writeLong(position.sequence());
    out.writeInt(position.index());
  }

  private static LogPosition readPosition(DataInputStream in) throws IOException {
    return new LogPosition(in.readLong(), in.readInt());
  }

  private static void writeSpan(DataOutputStream out, TimeSpan span) throws IOException {
    out.writeLong(span.startNanos());
    out.writeLong(span.endNanos());
  }

  private static TimeSpan readSpan(DataInputStream in) throws IOException {
    return new TimeSpan(in.readLong(), in.readLong());
  }

  private static void writeUuid(DataOutputStream out, UUID uuid) throws IOException {
    out.writeLong(uuid.getMostSignificantBits());
    out.writeLong(uuid.getLeastSignificantBits());
  }

  private static UUID readUuid(DataInputStream in) throws IOException {
    return new UUID(in.readLong(), in.readLong());
  }
}
