package millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.junit.jupiter.api.Test;

class ErrorMappingTest {
  @Test
  void theLogTellsOfFaultsOfTheServerAlone() {
    assertThat(ErrorMapping.isOurs(new IllegalStateException("a mistake"))).isTrue();
    assertThat(ErrorMapping.isOurs(new MillraceException(ErrorCode.INTERNAL, "a mistake"))).isTrue();
    assertThat(ErrorMapping.isOurs(new MillraceException(ErrorCode.STORE_UNAVAILABLE, "no store"))).isTrue();
    assertThat(ErrorMapping.isOurs(new MillraceException(ErrorCode.CORRUPT, "bytes"))).isTrue();
    assertThat(ErrorMapping.isOurs(new MillraceException(ErrorCode.CANCELLED, "query-timeout limit exceeded"))).isFalse();
    assertThat(ErrorMapping.isOurs(new MillraceException(ErrorCode.BAD_QUERY, "no"))).isFalse();
    assertThat(ErrorMapping.isOurs(HttpFault.text(503, "busy"))).isFalse();
  }
}
