package millrace.datafile;

/// How the pages of a file are stored. Fresh small files are written plain, to be merged soon; merged ones are
/// compressed.
public enum Compression {
  NONE,
  ZSTD
}
