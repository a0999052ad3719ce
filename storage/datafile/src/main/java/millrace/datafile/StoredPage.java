package millrace.datafile;

import java.util.OptionalInt;

/// A page as it was read from its file, header first.
///
/// @param headerSum CRC-32 of the header as the series index has it; empty in files whose index does not know
record StoredPage(byte[] bytes, Compression compression, OptionalInt headerSum) {
  /// The page's header, whose checksum stands.
  ///
  /// @throws CorruptPage when it does not, or the header makes no sense
  PageHeader header() {
    PageHeader header = PageHeader.read(bytes, 0, bytes.length);
    if (headerSum.isPresent() && Trailer.crc(bytes, 0, header.dataOffset()) != headerSum.getAsInt()) {
      throw new CorruptPage("checksum of a page header differs");
    }
    return header;
  }
}
