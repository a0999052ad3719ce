package millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The documents hang together: links lead somewhere, and every page is found from the map.
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Path TOP = Path.of("..", "..").toAbsolutePath().normalize();

  @Test
  void everyRelativeLinkLeadsToAFile() {
    List<String> broken = new ArrayList<>();
    for (Path page : pages(TOP)) {
      for (String link : links(page)) {
        if (!Files.exists(target(page, link))) {
          broken.add(TOP.relativize(page) + " -> " + link);
        }
      }
    }
    assertThat(broken).as("links to files that are not there").isEmpty();
  }

  @Test
  void everyPageIsFoundFromTheMap() {
    Path map = TOP.resolve("docs/README.md");
    Set<Path> found = new TreeSet<>(Set.of(map));
    Deque<Path> next = new ArrayDeque<>(found);
    while (!next.isEmpty()) {
      for (Path page : linkedPages(next.pop())) {
        if (found.add(page)) {
          next.add(page);
        }
      }
    }
    Set<Path> lost = new TreeSet<>(pages(TOP.resolve("docs")));
    lost.removeAll(found);
    assertThat(lost).as("pages that no way from docs/README.md leads to: name them there or in an index").isEmpty();
  }

  /// What a page links to; a link to a folder is one to all its pages.
  private static List<Path> linkedPages(Path page) {
    List<Path> linked = new ArrayList<>();
    for (String link : links(page)) {
      Path target = target(page, link);
      if (Files.isDirectory(target)) {
        linked.addAll(pages(target));
      } else if (target.toString().endsWith(".md") && Files.exists(target)) {
        linked.add(target);
      }
    }
    return linked;
  }

  /// Relative links, without the place within the page.
  private static List<String> links(Path page) {
    try {
      return LINK.matcher(Files.readString(page, StandardCharsets.UTF_8)).results()
          .map((MatchResult match) -> match.group(1).replaceFirst("#.*", ""))
          .filter(link -> !link.isEmpty() && !link.contains("://"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path target(Path page, String link) {
    return page.resolveSibling(link).normalize();
  }

  private static List<Path> pages(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).filter(DocumentsTest::isSource).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Not below a hidden folder or one that builds or installations fill.
  private static boolean isSource(Path file) {
    for (Path part : TOP.relativize(file.toAbsolutePath().normalize())) {
      String name = part.toString();
      if (name.startsWith(".") || name.equals("target") || name.equals("venv")) {
        return false;
      }
    }
    return true;
  }
}
