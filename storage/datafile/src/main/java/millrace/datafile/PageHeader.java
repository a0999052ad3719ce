package millrace.datafile;

/// The parts of a Parquet page header we need, from its Thrift compact form.
///
/// @param dataOffset where the page's body starts in the array
/// @param size bytes of the body uncompressed
/// @param storedSize bytes of the body as stored
/// @param levelBytes bytes of definition levels, never compressed
record PageHeader(
    int dataOffset, boolean isDictionary, int size, int storedSize, int crc, int values, int encoding, int levelBytes,
    boolean isCompressed) {
  private static final int DICTIONARY_PAGE = 2;
  private static final int DATA_PAGE_V2 = 3;

  /// Larger pages than any writer makes are taken for damage, not for a reason to ask for gigabytes.
  private static final int MAX_SIZE = 1 << 28;

  static PageHeader read(byte[] bytes, int from, int to) {
    Fields fields = new Fields(new VarintReader(bytes, from, to));
    fields.readHeader();
    boolean isDictionary = fields.type == DICTIONARY_PAGE;
    if (!isDictionary && fields.type != DATA_PAGE_V2) {
      throw new CorruptPage("page of type " + fields.type);
    }
    PageHeader header = new PageHeader(fields.in.position(), isDictionary, fields.size, fields.storedSize, fields.crc,
        fields.values, fields.encoding, fields.levelBytes, fields.isCompressed);
    if (header.size < 0 || header.size > MAX_SIZE || header.storedSize < 0
        || header.storedSize != to - header.dataOffset || header.levelBytes < 0
        || header.levelBytes > header.size || header.levelBytes > header.storedSize || header.values < 0) {
      throw new CorruptPage("page header");
    }
    return header;
  }

  /// Thrift compact protocol, as far as page headers use it.
  private static final class Fields {
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int STRUCT = 12;

    private final VarintReader in;
    private int type = -1;
    private int size = -1;
    private int storedSize = -1;
    private int crc;
    private int values = -1;
    private int encoding = -1;
    private int levelBytes;
    private boolean isCompressed = true;

    private Fields(VarintReader in) {
      this.in = in;
    }

    private void readHeader() {
      int field = 0;
      for (int head = in.unsignedByte(); head != 0; head = in.unsignedByte()) {
        field = field(field, head);
        int kind = head & 15;
        switch (field) {
          case 1 -> type = number();
          case 2 -> size = number();
          case 3 -> storedSize = number();
          case 4 -> crc = number();
          case 7 -> readPage(kind, 1, 2, -1, -1, -1);
          case 8 -> readPage(kind, 1, 4, 5, 6, 7);
          default -> skip(kind, 0);
        }
      }
    }

    private void readPage(
        int kind, int valuesField, int encodingField, int levelsField, int repetitions, int compressed) {
      if (kind != STRUCT) {
        throw new CorruptPage("page header field");
      }
      int field = 0;
      for (int head = in.unsignedByte(); head != 0; head = in.unsignedByte()) {
        field = field(field, head);
        if (field == valuesField) {
          values = number();
        } else if (field == encodingField) {
          encoding = number();
        } else if (field == levelsField) {
          levelBytes = number();
        } else if (field == repetitions) {
          if (number() != 0) {
            throw new CorruptPage("repetition levels");
          }
        } else if (field == compressed) {
          isCompressed = (head & 15) == TRUE;
        } else {
          skip(head & 15, 0);
        }
      }
    }

    private int field(int before, int head) {
      return head >>> 4 == 0 ? number() : before + (head >>> 4);
    }

    private int number() {
      return (int) in.signed();
    }

    private void skip(int kind, int depth) {
      switch (kind) {
        case TRUE, FALSE -> {
          // The value is in the kind.
        }
        case 3 -> in.skip(1);
        case 4, 5, 6 -> in.varint();
        case 7 -> in.skip(8);
        case 8 -> in.skip(in.count(1));
        case STRUCT -> {
          if (depth > 8) {
            throw new CorruptPage("page header nests");
          }
          int field = 0;
          for (int head = in.unsignedByte(); head != 0; head = in.unsignedByte()) {
            field = field(field, head);
            skip(head & 15, depth + 1);
          }
        }
        default -> throw new CorruptPage("page header of kind " + kind);
      }
    }
  }
}
