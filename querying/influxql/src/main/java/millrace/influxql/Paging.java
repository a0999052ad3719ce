package millrace.influxql;

import static millrace.base.Checks.require;

/// LIMIT, OFFSET, SLIMIT and SOFFSET. Zero stands for not given, which for a limit means no limit.
///
/// @param limit rows per series
/// @param offset rows left out at the start of each series
/// @param seriesLimit series
/// @param seriesOffset series left out at the start
public record Paging(long limit, long offset, long seriesLimit, long seriesOffset) {
  public static final Paging NONE = new Paging(0, 0, 0, 0);

  public Paging {
    require(
        limit >= 0 && offset >= 0 && seriesLimit >= 0 && seriesOffset >= 0,
        "negative limit or offset: %d, %d, %d, %d",
        limit,
        offset,
        seriesLimit,
        seriesOffset);
  }

  public Paging(long limit, long offset) {
    this(limit, offset, 0, 0);
  }
}
