package millrace.plugins;

/// What makes a trigger run.
public enum TriggerKind {
  /// Rows written: `table:` and `all_tables`.
  WRITES("WalRows", "wal"),
  /// An instant reached: `every:` and `cron:`.
  SCHEDULE("Schedule", "schedule"),
  /// An HTTP request received: `request:`.
  REQUEST("Request", "request");

  private final String typeName;
  private final String word;

  TriggerKind(String typeName, String word) {
    this.typeName = typeName;
    this.word = word;
  }

  /// The name error messages and run records use.
  public String typeName() {
    return typeName;
  }

  /// The word log texts use, as in `error executing wal plugin`; also the value of `--restrict-plugin-triggers-to`.
  public String word() {
    return word;
  }
}
