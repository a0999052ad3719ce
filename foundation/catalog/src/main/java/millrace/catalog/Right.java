package millrace.catalog;

/// What a user may do with one database. `NONE` is kept where a right was taken away, since listings show it.
public enum Right {
  NONE,
  READ,
  WRITE,
  ALL;

  public boolean canRead() {
    return this == READ || this == ALL;
  }

  public boolean canWrite() {
    return this == WRITE || this == ALL;
  }

  /// What is left of this right without another.
  public Right without(Right other) {
    boolean read = canRead() && !other.canRead();
    boolean write = canWrite() && !other.canWrite();
    if (read && write) {
      return ALL;
    }
    return read ? READ : write ? WRITE : NONE;
  }
}
