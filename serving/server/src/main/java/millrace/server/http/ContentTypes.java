package millrace.server.http;

/// Content types the product sends.
public final class ContentTypes {
  public static final String JSON = "application/json";
  public static final String JSON_LINES = "application/jsonl";
  public static final String TEXT = "text/plain; charset=utf-8";
  public static final String CSV = "text/csv";
  public static final String MESSAGE_PACK = "application/x-msgpack";
  public static final String PARQUET = "application/vnd.apache.parquet";

  private ContentTypes() {}
}
