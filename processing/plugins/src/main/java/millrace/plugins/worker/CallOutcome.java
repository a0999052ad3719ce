package millrace.plugins.worker;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// How a call ended. Nothing a plugin does ends as an exception.
public sealed interface CallOutcome {
  /// The entry point returned.
  ///
  /// @param reply the converted result of a request call, empty for others
  /// @param writes deferred writes in the order they were made; the caller writes them, joined per database
  record Completed(Optional<HttpReply> reply, List<DeferredWrite> writes) implements CallOutcome {
    public Completed {
      Objects.requireNonNull(reply);
      writes = List.copyOf(writes);
    }
  }

  /// The plugin's code failed; its deferred writes are gone.
  ///
  /// @param stage what was being done
  /// @param errorType the exception's class name; empty when the message stands alone
  /// @param traceback Python's traceback, several lines; may be empty
  record Failed(Stage stage, String errorType, String message, String traceback) implements CallOutcome {
    /// `Type: message`, or the bare message.
    public String text() {
      return errorType.isEmpty() ? message : errorType + ": " + message;
    }
  }

  /// The process ended under the call. The next call finds a new one.
  ///
  /// @param reason such as `signal 11` or `exit status 7`
  /// @param lastOutput the last lines it printed, oldest first
  record WorkerDied(String reason, List<String> lastOutput) implements CallOutcome {
    public WorkerDied {
      lastOutput = List.copyOf(lastOutput);
    }

    /// One line for logs and clients.
    public String text() {
      return "plugin process terminated unexpectedly (" + reason + ")";
    }
  }

  /// The call ran past its limit and was stopped.
  ///
  /// @param stacks where its Python threads stood, as printed by faulthandler; may be empty
  record TimedOut(Duration limit, String stacks) implements CallOutcome {
    /// One line for logs and clients.
    public String text() {
      return "plugin exceeded its time limit of " + limit.toMillis() + " ms";
    }
  }

  /// The worker was cancelled or closed; neither success nor failure.
  record Cancelled() implements CallOutcome {}

  /// The step of a run in which it failed.
  enum Stage {
    /// Compiling, importing, or finding the entry point.
    LOAD,
    /// Inside the entry point.
    RUN,
    /// Turning the result into an HTTP reply.
    REPLY
  }
}
