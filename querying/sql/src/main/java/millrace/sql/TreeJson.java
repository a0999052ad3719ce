package millrace.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// The trees of queries as the JSON that DuckDB writes and reads.
///
/// Threads: any.
final class TreeJson {
  /// DuckDB plans by recursion, on the stack of the thread that asks, and looks at its end nowhere: 1200 joins in a row, ten
  /// thousand levels of a tree, ended the process.
  private static final int MOST_LEVELS = 1000;

  private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MOST_LEVELS).build())
      .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(MOST_LEVELS).build())
      .build());

  private TreeJson() {}

  /// @throws MillraceException with code BAD_QUERY when the tree nests too deeply
  static ObjectNode read(String tree) {
    try {
      return (ObjectNode) JSON.readTree(tree);
    } catch (JsonProcessingException e) {
      throw failed(e);
    }
  }

  /// @throws MillraceException with code BAD_QUERY when the tree nests too deeply
  static String write(ObjectNode tree) {
    try {
      return JSON.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw failed(e);
    }
  }

  private static MillraceException failed(JsonProcessingException e) {
    return e instanceof StreamConstraintsException
        ? new MillraceException(ErrorCode.BAD_QUERY, "the statement nests too deeply", e)
        : new MillraceException(ErrorCode.INTERNAL, "a tree of the SQL parser: " + e.getOriginalMessage(), e);
  }
}
