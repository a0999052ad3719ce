package millrace.cli;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.Schema;

/// What a Parquet file says itself of its columns. Files of InfluxDB 3 and answers and exports of this server carry an Arrow
/// schema whose columns have `iox::column::type`; data files of this server name their tags in the series index.
///
/// @param table the table that the rows are of, where the file names it
/// @param tags columns that are tags
/// @param time the column that is the time, where the file names it
record ParquetRoles(Optional<String> table, Set<String> tags, Optional<String> time) {
  private static final String ARROW_SCHEMA = "ARROW:schema";
  private static final String SERIES_INDEX = "millrace.series_index";

  ParquetRoles {
    tags = Set.copyOf(tags);
  }

  /// @param metadata key-value entries of the file
  /// @throws CommandFailure when one of them is damaged
  static ParquetRoles read(Path file, Map<String, byte[]> metadata) throws IOException {
    String at = SERIES_INDEX;
    try {
      if (metadata.containsKey(SERIES_INDEX)) {
        return ofSeriesIndex(file, new String(metadata.get(SERIES_INDEX), StandardCharsets.US_ASCII).split(","));
      }
      at = ARROW_SCHEMA;
      byte[] schema = metadata.getOrDefault(ARROW_SCHEMA, new byte[0]);
      return schema.length == 0 ? new ParquetRoles(Optional.empty(), Set.of(), Optional.empty()) : ofArrow(schema);
    } catch (RuntimeException damaged) {
      throw new CommandFailure(file + ": its metadata " + at + " is damaged: " + damaged);
    }
  }

  private static ParquetRoles ofArrow(byte[] base64) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    // A message of the stream format: four bytes of ones, which older writers leave out, its length, then itself.
    bytes.position(bytes.getInt(0) == -1 ? 2 * Integer.BYTES : Integer.BYTES);
    Schema schema = (Schema) Message.getRootAsMessage(bytes.slice().order(ByteOrder.LITTLE_ENDIAN)).header(new Schema());
    Optional<String> table = Optional.empty();
    for (int i = 0; i < schema.customMetadataLength(); i++) {
      if ("iox::measurement::name".equals(schema.customMetadata(i).key())) {
        table = Optional.of(schema.customMetadata(i).value());
      }
    }
    Set<String> tags = new TreeSet<>();
    Optional<String> time = Optional.empty();
    for (int i = 0; i < schema.fieldsLength(); i++) {
      Field field = schema.fields(i);
      String kind = columnType(field);
      if (kind.equals("iox::column_type::tag")) {
        tags.add(field.name());
      } else if (kind.equals("iox::column_type::timestamp")) {
        time = Optional.of(field.name());
      }
    }
    return new ParquetRoles(table, tags, time);
  }

  private static String columnType(Field field) {
    for (int i = 0; i < field.customMetadataLength(); i++) {
      if ("iox::column::type".equals(field.customMetadata(i).key())) {
        return field.customMetadata(i).value();
      }
    }
    return "";
  }

  /// The head of the index, as docs/reference/formats/datafile.md draws it.
  private static ParquetRoles ofSeriesIndex(Path file, String[] place) throws IOException {
    ByteBuffer packed = ByteBuffer.allocate(Integer.parseInt(place[1]));
    try (FileChannel channel = FileChannel.open(file)) {
      while (packed.hasRemaining() && channel.read(packed, Long.parseLong(place[0]) + packed.position()) > 0) {
        // A read may bring less than was asked for.
      }
    }
    ByteBuffer index = ByteBuffer.wrap(Zstd.decompress(packed.array(), Integer.parseInt(place[2])));
    index.position(2);
    Set<String> tags = new TreeSet<>();
    for (long columns = varint(index); columns > 0; columns--) {
      varint(index);
      boolean isTag = index.get() == 0;
      byte[] name = new byte[Math.toIntExact(varint(index))];
      index.get(name);
      if (isTag) {
        tags.add(new String(name, StandardCharsets.UTF_8));
      }
    }
    return new ParquetRoles(Optional.empty(), tags, Optional.of("time"));
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
