package millrace.server.encode;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import millrace.flight.arrow.ResultTypes;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import millrace.sql.duck.Cells;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/// Rows as one Parquet file: row groups as they fill, each column of a group one plain page under Zstandard, the footer at
/// the end. Memory is one row group. Source: the Parquet format, version 2.
final class ParquetRows implements RowWriter {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int GROUP_ROWS = 1 << 16;
  private static final int GROUP_BYTES = 8 << 20;
  private static final int LOOK_ROWS = 256;
  private static final int FAST = 1;

  private final OutputStream target;
  private final List<ParquetColumn> columns = new ArrayList<>();
  private final List<RowGroup> groups = new ArrayList<>();
  private String arrowSchema = "";
  private long position;
  private long totalRows;
  private int groupRows;

  ParquetRows(OutputStream target) {
    this.target = target;
  }

  @Override
  public void begin(List<SqlColumn> resultColumns) {
    resultColumns.forEach(column -> columns.add(new ParquetColumn(column)));
    arrowSchema = Base64.getEncoder().encodeToString(ResultTypes.schema(resultColumns).encapsulated());
  }

  @Override
  public void batch(SqlBatch batch) {
    List<Cells> cells = new ArrayList<>();
    for (int column = 0; column < columns.size(); column++) {
      cells.add(batch.cells(column));
    }
    int from = 0;
    while (from < batch.rows()) {
      int to = Math.min(batch.rows(), from + LOOK_ROWS - groupRows % LOOK_ROWS);
      for (int column = 0; column < cells.size(); column++) {
        columns.get(column).add(cells.get(column), from, to);
      }
      groupRows += to - from;
      from = to;
      if (isGroupFull()) {
        writeGroup();
      }
    }
  }

  @Override
  public void end() {
    if (groupRows > 0) {
      writeGroup();
    }
    start();
    byte[] footer = bytes(out -> Util.writeFileMetaData(footer(), out));
    put(footer);
    put(new byte[] {
        (byte) footer.length, (byte) (footer.length >> 8), (byte) (footer.length >> 16), (byte) (footer.length >> 24)});
    put(MAGIC);
  }

  /// Sizes are looked at now and then, since a sum over all columns for each row would cost more than the row.
  private boolean isGroupFull() {
    return groupRows == GROUP_ROWS
        || groupRows % LOOK_ROWS == 0 && columns.stream().mapToLong(ParquetColumn::size).sum() > GROUP_BYTES;
  }

  private void writeGroup() {
    start();
    List<ColumnChunk> chunks = new ArrayList<>();
    long uncompressed = 0;
    for (ParquetColumn column : columns) {
      ColumnChunk chunk = writeChunk(column);
      uncompressed += chunk.getMeta_data().getTotal_uncompressed_size();
      chunks.add(chunk);
    }
    groups.add(new RowGroup(chunks, uncompressed, groupRows));
    totalRows += groupRows;
    groupRows = 0;
  }

  private ColumnChunk writeChunk(ParquetColumn column) {
    byte[] page = column.takePage();
    byte[] compressed = Zstd.compress(page, FAST);
    PageHeader header = new PageHeader(PageType.DATA_PAGE, page.length, compressed.length);
    header.setData_page_header(new DataPageHeader(groupRows, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
    byte[] head = bytes(out -> Util.writePageHeader(header, out));
    long at = position;
    put(head);
    put(compressed);
    ColumnChunk chunk = new ColumnChunk(at);
    chunk.setMeta_data(new ColumnMetaData(
        column.physical(), List.of(Encoding.PLAIN, Encoding.RLE), List.of(column.name()), CompressionCodec.ZSTD, groupRows,
        head.length + page.length, head.length + compressed.length, at));
    return chunk;
  }

  private FileMetaData footer() {
    List<SchemaElement> schema = new ArrayList<>();
    SchemaElement root = new SchemaElement("schema");
    root.setNum_children(columns.size());
    schema.add(root);
    columns.forEach(column -> schema.add(column.element()));
    FileMetaData footer = new FileMetaData(2, schema, totalRows, groups);
    footer.setCreated_by("millrace");
    // What is a tag, a field or the time stands here, as in the files of InfluxDB 3.
    footer.setKey_value_metadata(List.of(new KeyValue("ARROW:schema").setValue(arrowSchema)));
    return footer;
  }

  /// The mark at the start goes out with the first bytes, so that a query that fails before has its own status.
  private void start() {
    if (position == 0) {
      put(MAGIC);
    }
  }

  @FunctionalInterface
  private interface Writing {
    void to(OutputStream out) throws IOException;
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writing.to(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private void put(byte[] bytes) {
    try {
      target.write(bytes);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
    position += bytes.length;
  }
}
