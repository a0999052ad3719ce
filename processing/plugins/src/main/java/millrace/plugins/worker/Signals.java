package millrace.plugins.worker;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// POSIX signals, which the JDK cannot send: to a whole process group, and others than the two that end a process.
final class Signals {
  static final int KILL = 9;
  static final int USER_1 = isMac() ? 30 : 10;

  private static final MethodHandle SEND =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private Signals() {}

  /// Sends a signal to a process; one that is gone is no error.
  static void send(long pid, int signal) {
    call((int) pid, signal);
  }

  /// Sends a signal to every process of a group; a group that is gone is no error.
  static void sendToGroup(long groupId, int signal) {
    call((int) -groupId, signal);
  }

  private static void call(int target, int signal) {
    try {
      int _ = (int) SEND.invokeExact(target, signal);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isMac() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
  }
}
