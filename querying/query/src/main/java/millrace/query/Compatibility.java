package millrace.query;

/// How far a request lets statements that 1.x accepts mean something else. Each constant allows what those before it do.
public enum Compatibility {
  /// Every statement means what it means in 1.x.
  STRICT,
  /// What 1.x accepts and always answers with nothing may have an answer: `distinct` of a tag.
  EXTENDED,
  /// What 1.x gets wrong is right: time ranges joined by OR are all read.
  FIXED;

  public boolean allows(Compatibility other) {
    return compareTo(other) >= 0;
  }
}
