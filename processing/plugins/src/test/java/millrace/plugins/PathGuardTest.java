package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import millrace.base.MillraceException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathGuardTest {
  @TempDir Path temp;
  private Path root;
  private Path outside;

  @BeforeEach
  void makeFolders() throws IOException {
    root = Files.createDirectories(temp.toRealPath().resolve("plugins"));
    outside = Files.createDirectories(temp.toRealPath().resolve("outside"));
    Files.writeString(root.resolve("a.py"), "");
    Files.writeString(outside.resolve("secret.py"), "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x.py", "a/../b.py", "/etc/x.py", "..", "a/..", "./../x", "/", "a\0b"})
  void refusesWaysOut(String input) {
    assertThatThrownBy(() -> new PathGuard(root).resolve(input))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            "Path traversal detected: plugin filename '"
                + input
                + "' attempts to access files outside the plugin directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.py", "./a.py", "sub/new.py", "sub/deeper/new.py", "...", "a..b", "dir/"})
  void acceptsWhatStaysInside(String input) {
    assertThat(new PathGuard(root).resolve(input)).isEqualTo(root.resolve(input).normalize());
  }

  @Test
  void followsLinksThatStayInside() throws IOException {
    Files.createSymbolicLink(root.resolve("link.py"), root.resolve("a.py"));
    assertThat(new PathGuard(root).resolve("link.py")).isEqualTo(root.resolve("a.py"));
  }

  @Test
  void refusesLinksThatLeadOut() throws IOException {
    Files.createSymbolicLink(root.resolve("link.py"), outside.resolve("secret.py"));
    Files.createSymbolicLink(root.resolve("folder"), outside);
    refuses("link.py");
    refuses("folder/secret.py");
    refuses("folder/new.py");
    refuses("folder");
  }

  @Test
  void refusesLinksToNothing() throws IOException {
    Files.createSymbolicLink(root.resolve("dangling.py"), outside.resolve("new.py"));
    Files.createSymbolicLink(root.resolve("dangling"), root.resolve("missing"));
    refuses("dangling.py");
    refuses("dangling/new.py");
  }

  @Test
  void refusesASiblingWhoseNameBeginsLikeTheRoot() throws IOException {
    Path sibling = Files.createDirectories(temp.resolve("plugins-other"));
    Files.createSymbolicLink(root.resolve("link"), sibling);
    refuses("link/x.py");
  }

  @Test
  void takesARootThatIsALink() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("linked"), root);
    assertThat(new PathGuard(link).resolve("a.py")).isEqualTo(root.resolve("a.py"));
  }

  @Test
  void takesARootThatDoesNotExistYet() {
    Path missing = temp.resolve("later");
    assertThat(new PathGuard(missing).resolve("a/b.py")).isEqualTo(missing.resolve("a/b.py"));
  }

  private void refuses(String input) {
    assertThatThrownBy(() -> new PathGuard(root).resolve(input)).hasMessageStartingWith("Path traversal detected: ");
  }
}
