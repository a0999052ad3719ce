package millrace.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Asks before something is gone; the answer is read from standard input, terminal or not.
final class Confirmation {
  private Confirmation() {}

  static void require(PrintStream where, String what) {
    where.println("Are you sure you want to delete " + what + "? Enter 'yes' or 'y' to confirm");
    where.flush();
    String answer = answer().toLowerCase(Locale.ROOT);
    if (!answer.equals("yes") && !answer.equals("y")) {
      throw new CommandFailure("Cannot proceed without confirmation");
    }
  }

  static String answer() {
    try {
      String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      return line == null ? "" : line.strip();
    } catch (IOException e) {
      return "";
    }
  }
}
