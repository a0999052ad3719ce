package millrace.datafile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.NanoSeconds;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.SortingColumn;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;

/// What makes the file Parquet to everyone else: schema, row groups, page indexes, footer.
final class ParquetFooter {
  /// The field id of `time`; column ids of tables start above it.
  static final int TIME_FIELD_ID = 0;

  private final List<Column> columns;
  private final List<String> names;
  private final List<RowGroup> groups = new ArrayList<>();
  private final List<List<ChunkBuilder>> chunks = new ArrayList<>();
  private long rowCount;

  /// @param names Parquet names of the columns: a table may have a tag and a field of one name, a file may not
  ParquetFooter(List<Column> columns, List<String> names) {
    this.columns = columns;
    this.names = names;
  }

  void group(List<ChunkBuilder> groupChunks, int rows, Compression compression) {
    List<ColumnChunk> written = groupChunks.stream().map(chunk -> chunk.chunk(compression)).toList();
    long uncompressed = groupChunks.stream().mapToLong(ChunkBuilder::uncompressed).sum();
    RowGroup group = new RowGroup(written, uncompressed, rows);
    group.setTotal_compressed_size(groupChunks.stream().mapToLong(ChunkBuilder::stored).sum());
    group.setFile_offset(groupChunks.getFirst().offset());
    group.setOrdinal((short) Math.min(groups.size(), Short.MAX_VALUE));
    groups.add(group);
    chunks.add(groupChunks);
    rowCount += rows;
  }

  /// @param isSorted whether rows are in the order of all tag columns, then time
  void write(FileOutput file, Trailer trailer, boolean isSorted) {
    writePageIndexes(file);
    if (isSorted) {
      groups.forEach(group -> group.setSorting_columns(sorting()));
    }
    FileMetaData meta = new FileMetaData(2, schema(), rowCount, groups);
    meta.setCreated_by("millrace version 0.1.0 (build datafile-1)");
    meta.setColumn_orders(
        new ArrayList<>(Collections.nCopies(columns.size() + 1, ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()))));
    KeyValue index = new KeyValue("millrace.series_index");
    index.setValue(trailer.indexOffset() + "," + trailer.indexLength() + "," + trailer.indexSize());
    meta.setKey_value_metadata(List.of(index));
    byte[] footer = bytes(out -> Util.writeFileMetaData(meta, out));
    ByteSink foot = new ByteSink(footer.length + Trailer.PARQUET_TAIL);
    foot.putBytes(footer);
    foot.putInt(footer.length);
    foot.putBytes(Trailer.PARQUET_MAGIC);
    byte[] behind = foot.toBytes();
    trailer.write(file, behind);
    file.putBytes(behind);
  }

  private void writePageIndexes(FileOutput file) {
    for (int g = 0; g < groups.size(); g++) {
      for (int c = 0; c < chunks.get(g).size(); c++) {
        Optional<ColumnIndex> index = chunks.get(g).get(c).columnIndex();
        if (index.isPresent()) {
          byte[] bytes = bytes(out -> Util.writeColumnIndex(index.get(), out));
          groups.get(g).columns.get(c).setColumn_index_offset(file.size());
          groups.get(g).columns.get(c).setColumn_index_length(bytes.length);
          file.putBytes(bytes);
        }
      }
    }
    for (int g = 0; g < groups.size(); g++) {
      for (int c = 0; c < chunks.get(g).size(); c++) {
        ChunkBuilder chunk = chunks.get(g).get(c);
        byte[] bytes = bytes(out -> Util.writeOffsetIndex(chunk.offsetIndex(), out));
        groups.get(g).columns.get(c).setOffset_index_offset(file.size());
        groups.get(g).columns.get(c).setOffset_index_length(bytes.length);
        file.putBytes(bytes);
      }
    }
  }

  private List<SortingColumn> sorting() {
    List<SortingColumn> sorting = new ArrayList<>();
    columns.stream()
        .filter(column -> column.type() == ColumnType.TAG)
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .forEach(tag -> sorting.add(new SortingColumn(1 + columns.indexOf(tag), false, true)));
    sorting.add(new SortingColumn(0, false, false));
    return sorting;
  }

  private List<SchemaElement> schema() {
    List<SchemaElement> schema = new ArrayList<>();
    SchemaElement root = new SchemaElement("schema");
    root.setNum_children(columns.size() + 1);
    schema.add(root);
    SchemaElement time = element("time", Type.INT64, FieldRepetitionType.REQUIRED, TIME_FIELD_ID);
    time.setLogicalType(LogicalType.TIMESTAMP(new TimestampType(false, TimeUnit.NANOS(new NanoSeconds()))));
    schema.add(time);
    for (int i = 0; i < columns.size(); i++) {
      schema.add(element(columns.get(i), names.get(i)));
    }
    return schema;
  }

  private static SchemaElement element(Column column, String name) {
    Type type =
        switch (column.type()) {
          case TAG, STRING -> Type.BYTE_ARRAY;
          case FLOAT -> Type.DOUBLE;
          case INTEGER, UNSIGNED -> Type.INT64;
          case BOOLEAN -> Type.BOOLEAN;
        };
    SchemaElement element = element(name, type, FieldRepetitionType.OPTIONAL, column.id());
    switch (column.type()) {
      case TAG, STRING -> {
        element.setConverted_type(ConvertedType.UTF8);
        element.setLogicalType(LogicalType.STRING(new StringType()));
      }
      case UNSIGNED -> {
        element.setConverted_type(ConvertedType.UINT_64);
        element.setLogicalType(LogicalType.INTEGER(new IntType((byte) 64, false)));
      }
      case FLOAT, INTEGER, BOOLEAN -> {
        // The physical type says it all.
      }
    }
    return element;
  }

  private static SchemaElement element(String name, Type type, FieldRepetitionType repetition, int fieldId) {
    SchemaElement element = new SchemaElement(name);
    element.setType(type);
    element.setRepetition_type(repetition);
    element.setField_id(fieldId);
    return element;
  }

  private interface ThriftWriter {
    void write(ByteArrayOutputStream out) throws IOException;
  }

  private static byte[] bytes(ThriftWriter writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
