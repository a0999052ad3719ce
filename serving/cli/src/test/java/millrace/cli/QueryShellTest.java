package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryShellTest {
  private final WriteServer server = new WriteServer();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> prompts = new ArrayList<>();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void statementsEndWithASemicolonAndMayGoOverLines() {
    server.next(200, "one");
    server.next(200, "two");
    type("SELECT ';' -- not; here", "  FROM m; SELECT", "2;", "never ended");
    assertThat(server.bodies()).containsExactly(
        "{\"db\":\"d\",\"q\":\"SELECT ';' -- not; here\\n  FROM m\",\"format\":\"pretty\"}",
        "{\"db\":\"d\",\"q\":\"SELECT\\n2\",\"format\":\"pretty\"}");
    assertThat(said()).isEqualTo("one\ntwo\n");
    assertThat(prompts).containsExactly("d> ", " > ", " > ", "d> ", " > ");
  }

  @Test
  void commandsChangeWhereAndHowStatementsRun() {
    for (int i = 0; i < 3; i++) {
      server.next(200, "answer");
    }
    type("\\use other", "\\influxql", "\\format csv", "SHOW DATABASES;", "\\d it's", "\\l", "\\q", "SELECT 1;");
    assertThat(server.bodies().getFirst()).isEqualTo("{\"db\":\"other\",\"q\":\"SHOW DATABASES\",\"format\":\"csv\"}");
    assertThat(server.bodies().get(1)).contains("information_schema.columns").contains("table_name = 'it''s'");
    assertThat(server.bodies()).hasSize(3);
  }

  @Test
  void whatIsWrongIsSaidAndTheShellGoesOn() {
    server.next(400, "no such table");
    server.next(200, "answer");
    type("SELECT 1;", "\\nonsense", "\\use", "\\timing", "SELECT 2;", "\\?");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("[400 Bad Request]: no such table").contains("unknown command \\nonsense")
        .contains("\\use wants");
    assertThat(said()).contains("timing is on\nanswer\n").containsPattern("\\d ms\n").contains("\\timing");
  }

  @Test
  void anInterruptForgetsWhatWasTyped() {
    server.next(200, "answer");
    type("SELECT", "^C", "SELECT 3;");
    assertThat(server.bodies()).singleElement().asString().contains("\"SELECT 3\"");
  }

  private void type(String... lines) {
    Iterator<String> typed = List.of(lines).iterator();
    PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
    new QueryShell(server.api(), to, new PrintStream(err, true, StandardCharsets.UTF_8), "d", "sql").run(prompt -> {
      prompts.add(prompt);
      String line = typed.hasNext() ? typed.next() : "";
      if (line.equals("^C")) {
        throw new QueryShell.Interrupted();
      }
      return line.isEmpty() ? Optional.empty() : Optional.of(line);
    });
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
