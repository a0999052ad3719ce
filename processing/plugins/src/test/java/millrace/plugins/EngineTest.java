package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A processing engine of its own for every test, with its plugins in `folder`.
abstract class EngineTest {
  @TempDir Path folder;
  EngineHarness server;
  private final UnaryOperator<EngineSettings> change;

  EngineTest() {
    this(UnaryOperator.identity());
  }

  EngineTest(UnaryOperator<EngineSettings> change) {
    this.change = change;
  }

  @BeforeEach
  void start() {
    server = new EngineHarness(folder, change);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// A new trigger `t`.
  static NewTrigger with(String database, String pluginFile, String specification) {
    return new NewTrigger(
        database, "t", pluginFile, specification, false, ErrorBehavior.LOG, Optional.empty(), false);
  }

  /// Wants a call to fail with exactly this.
  static void refuses(ThrowingCallable call, ErrorCode code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }
}
