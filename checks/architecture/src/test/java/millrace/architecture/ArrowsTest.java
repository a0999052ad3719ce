package millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The arrows between modules, as ARCHITECTURE.md draws them. Maven refuses cycles; this refuses arrows nobody decided.
class ArrowsTest {
  private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
      Map.entry("base", Set.of()),
      Map.entry("columns", Set.of("base")),
      Map.entry("objectstore", Set.of("base")),
      Map.entry("catalog", Set.of("base", "columns", "objectstore")),
      Map.entry("wal", Set.of("base", "columns", "objectstore")),
      Map.entry("datafile", Set.of("base", "columns", "objectstore")),
      Map.entry("store", Set.of("base", "columns", "objectstore", "catalog", "wal", "datafile")),
      Map.entry("ingest", Set.of("base", "columns", "catalog")),
      Map.entry("influxql", Set.of("base")),
      Map.entry("query", Set.of("base", "columns", "catalog", "influxql")),
      Map.entry("sql", Set.of("base", "columns", "catalog")),
      Map.entry("plugins", Set.of("base", "columns", "objectstore", "catalog", "wal")),
      Map.entry("flight", Set.of("base", "query", "sql")),
      Map.entry("server", Set.of(
          "base", "columns", "objectstore", "catalog", "wal", "datafile", "store", "ingest", "influxql", "query", "sql",
          "plugins", "flight")),
      Map.entry("cli", Set.of("base", "sql", "plugins", "server")));

  @Test
  void aModuleUsesOnlyTheModulesItsArrowsName() {
    List<String> wrong = new ArrayList<>();
    for (JavaClass type : Product.CLASSES) {
      String from = Product.module(type);
      assertThat(ALLOWED).as("module of " + type.getName() + ": add it to the table and to ARCHITECTURE.md").containsKey(from);
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String to = Product.module(dependency.getTargetClass());
        if (!to.isEmpty() && !to.equals(from) && !ALLOWED.get(from).contains(to)) {
          wrong.add(from + " -> " + to + ": " + dependency.getDescription());
        }
      }
    }
    assertThat(wrong).as("arrows that are not in the table; move the code or decide the arrow").isEmpty();
  }
}
