package millrace.datafile;

import java.util.Arrays;
import java.util.OptionalInt;

/// Where the pages of a file are, by column (time first) and number, as its series index tells.
final class PageMap {
  private final int columns;
  private final int groups;

  /// Rows and row group per page.
  private int[] rows = new int[0];
  private int[] group = new int[0];

  /// Pages by column, then page; dictionaries by column, then row group, with length zero for none.
  private final Places pages;
  private final Places dictionaries;

  private boolean hasHeaderSums;
  private long rowCount;

  private static final class Places {
    private final long[][] offsets;
    private final int[][] lengths;
    private int[][] headerSums = new int[0][];

    private Places(int columns, int count) {
      offsets = new long[columns][count];
      lengths = new int[columns][count];
    }

    private void grow(int column, int count) {
      offsets[column] = Arrays.copyOf(offsets[column], count);
      lengths[column] = Arrays.copyOf(lengths[column], count);
    }

    private void makeRoomForSums() {
      headerSums = new int[lengths.length][];
      for (int column = 0; column < lengths.length; column++) {
        headerSums[column] = new int[lengths[column].length];
      }
    }
  }

  /// Where a page is.
  ///
  /// @param length bytes of header and body, zero where there is none
  /// @param headerSum CRC-32 of the header; empty when the index does not know
  record Place(long offset, int length, OptionalInt headerSum) {
    StoredPage read(FileBytes file, Compression compression) {
      return new StoredPage(file.read(offset, length), compression, headerSum);
    }
  }

  private PageMap(int columns, int groups) {
    this.columns = columns;
    this.groups = groups;
    this.pages = new Places(columns, 0);
    this.dictionaries = new Places(columns, groups);
  }

  /// @param columns the file's, time included
  static PageMap read(VarintReader in, int columns) {
    PageMap map = new PageMap(columns, in.count(1));
    for (int group = 0; group < map.groups; group++) {
      map.readGroup(in, group);
    }
    return map;
  }

  /// Reads the checksums of all headers, in the order of [#read].
  void readHeaderSums(VarintReader in) {
    pages.makeRoomForSums();
    dictionaries.makeRoomForSums();
    int first = 0;
    for (int number = 0; number < groups; number++) {
      int end = first;
      while (end < rows.length && group[end] == number) {
        end++;
      }
      for (int column = 0; column < columns; column++) {
        if (dictionaries.lengths[column][number] > 0) {
          dictionaries.headerSums[column][number] = in.intAt();
        }
        for (int page = first; page < end; page++) {
          pages.headerSums[column][page] = in.intAt();
        }
      }
      first = end;
    }
    hasHeaderSums = true;
  }

  int pageCount() {
    return rows.length;
  }

  int groupCount() {
    return groups;
  }

  long rowCount() {
    return rowCount;
  }

  int rows(int page) {
    return rows[page];
  }

  int group(int page) {
    return group[page];
  }

  Place page(int column, int page) {
    return place(pages, column, page);
  }

  Place dictionary(int column, int rowGroup) {
    return place(dictionaries, column, rowGroup);
  }

  /// Bytes in memory, roughly.
  long sizeBytes() {
    int each = hasHeaderSums ? 16 : 12;
    return 8L * rows.length + (long) each * columns * (rows.length + groups);
  }

  private Place place(Places places, int column, int number) {
    return new Place(
        places.offsets[column][number], places.lengths[column][number],
        hasHeaderSums ? OptionalInt.of(places.headerSums[column][number]) : OptionalInt.empty());
  }

  private void readGroup(VarintReader in, int number) {
    int first = rows.length;
    int end = first + in.count(1 + columns);
    rows = Arrays.copyOf(rows, end);
    group = Arrays.copyOf(group, end);
    for (int page = first; page < end; page++) {
      rows[page] = in.size();
      group[page] = number;
      if (rows[page] > PagePlan.MAX_ROWS || rows[page] == 0) {
        throw new CorruptPage("page of " + rows[page] + " rows");
      }
      rowCount += rows[page];
    }
    for (int column = 0; column < columns; column++) {
      readChunk(in, column, number, first, end);
    }
  }

  private void readChunk(VarintReader in, int column, int number, int first, int end) {
    long offset = in.varint();
    int dictionaryLength = in.size();
    dictionaries.offsets[column][number] = offset;
    dictionaries.lengths[column][number] = dictionaryLength;
    offset += dictionaryLength;
    pages.grow(column, end);
    for (int page = first; page < end; page++) {
      pages.offsets[column][page] = offset;
      pages.lengths[column][page] = in.size();
      offset += pages.lengths[column][page];
    }
  }
}
