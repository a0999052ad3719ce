package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.plugins.SystemTables.PluginFileRow;
import millrace.plugins.worker.PluginSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginFilesTest {
  @TempDir Path temp;
  private Path root;
  private PluginFiles files;

  @BeforeEach
  void open() throws IOException {
    root = temp.toRealPath();
    files = new PluginFiles(Optional.of(root));
  }

  @Test
  void opensAFile() throws IOException {
    write("a.py", "x = 1\n");
    assertThat(text(files.open("a.py"))).isEqualTo("x = 1\n");
    assertThat(((PluginSource.SingleFile) files.open("a.py").current()).fileName())
        .isEqualTo(root.resolve("a.py").toString());
  }

  @Test
  void opensADirectoryWithOrWithoutTrailingSlash() throws IOException {
    write("p/__init__.py", "");
    assertThat(((PluginSource.Directory) files.open("p/").current()).root()).isEqualTo(root.resolve("p"));
    assertThat(files.open("p").current()).isEqualTo(files.open("p/").current());
  }

  @Test
  void saysWhyAPluginCannotBeOpened() throws IOException {
    Files.createDirectories(root.resolve("empty"));
    Files.write(root.resolve("latin.py"), new byte[] {'#', (byte) 0xe4});
    refuses("no.py", ErrorCode.NOT_FOUND, "reading plugin file: Plugin not found: no.py");
    refuses(
        "empty",
        ErrorCode.INVALID_ARGUMENT,
        "reading plugin file: Multi-file plugin directory must contain __init__.py: empty");
    refuses("latin.py", ErrorCode.INVALID_ARGUMENT, "reading plugin file: stream did not contain valid UTF-8");
    assertThatThrownBy(() -> new PluginFiles(Optional.empty()).open("a.py"))
        .hasMessage("Node not configured with plugin directory");
  }

  @Test
  void noticesAChangedFileWhateverItsTime() throws IOException {
    write("a.py", "1");
    PluginCode code = files.open("a.py");
    FileTime old = FileTime.fromMillis(1_000);
    long first = code.current().version();
    String digest = code.digest();

    write("a.py", "2");
    Files.setLastModifiedTime(root.resolve("a.py"), old);
    assertThat(text(code)).isEqualTo("2");
    assertThat(code.current().version()).isNotEqualTo(first);
    assertThat(code.digest()).isNotEqualTo(digest);

    write("a.py", "1");
    Files.setLastModifiedTime(root.resolve("a.py"), old);
    assertThat(code.current().version()).isEqualTo(first);
  }

  @Test
  void noticesALinkThatPointsElsewhere() throws IOException {
    write("v1.py", "1");
    write("v2.py", "2");
    Path link = Files.createSymbolicLink(root.resolve("current.py"), Path.of("v1.py"));
    PluginCode code = files.open("current.py");
    assertThat(text(code)).isEqualTo("1");
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("v2.py"));
    assertThat(text(code)).isEqualTo("2");
  }

  @Test
  void keepsTheLastCodeOfADeletedFile() throws IOException {
    write("a.py", "1");
    PluginCode code = files.open("a.py");
    Files.delete(root.resolve("a.py"));
    assertThat(text(code)).isEqualTo("1");
  }

  @Test
  void keepsTheLastCodeWhenTheFileBecomesALinkLeadingOut(@TempDir Path outside) throws IOException {
    write("a.py", "1");
    PluginCode code = files.open("a.py");
    Files.writeString(outside.resolve("b.py"), "2");
    Files.delete(root.resolve("a.py"));
    Files.createSymbolicLink(root.resolve("a.py"), outside.resolve("b.py"));
    assertThat(text(code)).isEqualTo("1");
  }

  @Test
  void versionsADirectoryByAllItsPythonFiles() throws IOException {
    write("p/__init__.py", "");
    write("p/sub/helper.py", "1");
    PluginCode code = files.open("p");
    long first = code.current().version();

    write("p/__pycache__/helper.py", "cached");
    write("p/notes.txt", "text");
    assertThat(code.current().version()).isEqualTo(first);

    write("p/sub/helper.py", "2");
    long second = code.current().version();
    assertThat(second).isNotEqualTo(first);

    write("p/new.py", "");
    assertThat(code.current().version()).isNotIn(first, second);
  }

  @Test
  void putsFilesWithMissingParents() throws IOException {
    files.put("sub/dir/p.py", "1");
    assertThat(root.resolve("sub/dir/p.py")).hasContent("1");
    files.put("sub/dir/p.py", "22");
    assertThat(root.resolve("sub/dir/p.py")).hasContent("22");
    try (var left = Files.list(root.resolve("sub/dir"))) {
      assertThat(left).containsExactly(root.resolve("sub/dir/p.py"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.sh", "x", "", ".hidden.py", ".venv/x.py", ".millrace/x.py", "env/lib/x.py"})
  void refusesToPutIntoOddPlaces(String path) throws IOException {
    write("env/pyvenv.cfg", "");
    Files.createDirectories(root.resolve("env/lib"));
    assertThatThrownBy(() -> files.put(path, ""))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }

  @Test
  void refusesToWriteThroughADanglingLink(@TempDir Path outside) throws IOException {
    Files.createSymbolicLink(root.resolve("x.py"), outside.resolve("created.py"));
    assertThatThrownBy(() -> files.put("x.py", "")).hasMessageStartingWith("Path traversal detected: ");
    assertThat(outside.resolve("created.py")).doesNotExist();
  }

  @Test
  void replacesTheEntryFileOfADirectory() throws IOException {
    write("p/__init__.py", "1");
    files.replace("p/", "2");
    assertThat(root.resolve("p/__init__.py")).hasContent("2");
    write("plain", "1");
    files.replace("plain", "2");
    assertThat(root.resolve("plain")).hasContent("2");
  }

  @Test
  void replacesADirectoryAsAWhole() throws IOException {
    write("p/__init__.py", "1");
    write("p/old.py", "");
    write("p.tmp/left.py", "");
    files.replaceDirectory(
        "p/", List.of(new PluginFile("__init__.py", "2"), new PluginFile("sub/new.py", "3")));
    assertThat(root.resolve("p/__init__.py")).hasContent("2");
    assertThat(root.resolve("p/sub/new.py")).hasContent("3");
    assertThat(root.resolve("p/old.py")).doesNotExist();
    try (var left = Files.list(root)) {
      assertThat(left).containsExactly(root.resolve("p"));
    }
  }

  @Test
  void leavesTheDirectoryAloneWhenTheNewOneIsRefused() throws IOException {
    write("p/__init__.py", "1");
    write("single.py", "1");
    assertThatThrownBy(() -> files.replaceDirectory("p", List.of(new PluginFile("a.py", ""))))
        .hasMessage("Multi-file plugin directory must contain __init__.py: p");
    assertThatThrownBy(
            () ->
                files.replaceDirectory(
                    "p", List.of(new PluginFile("__init__.py", "2"), new PluginFile("../x.py", ""))))
        .hasMessageStartingWith("Path traversal detected: plugin filename '../x.py'");
    assertThatThrownBy(() -> files.replaceDirectory("single.py", List.of(new PluginFile("__init__.py", ""))))
        .hasMessage("plugin is a single file, not a directory: single.py");
    assertThatThrownBy(() -> files.replaceDirectory(".", List.of(new PluginFile("__init__.py", ""))))
        .hasMessageStartingWith("plugin is the plugin directory itself");
    assertThat(root.resolve("p/__init__.py")).hasContent("1");
    assertThat(root.resolve("single.py")).hasContent("1");
  }

  @Test
  void listsPythonFiles() throws IOException {
    write("p/__init__.py", "12");
    write("p/sub/h.py", "123");
    write("p/__pycache__/h.py", "");
    write("p/readme.md", "");
    write("a.py", "1");
    long modified = Files.getLastModifiedTime(root.resolve("p/__init__.py")).toMillis();
    assertThat(files.rows("t", "p"))
        .hasSize(2)
        .contains(new PluginFileRow("t", "__init__.py", root.resolve("p/__init__.py").toString(), 2, modified))
        .extracting(PluginFileRow::fileName)
        .containsExactly("__init__.py", "sub/h.py");
    assertThat(files.rows("u", "./a.py"))
        .extracting(PluginFileRow::fileName, PluginFileRow::sizeBytes)
        .containsExactly(tuple("./a.py", 1L));
    assertThat(files.rows("t", "missing.py")).isEmpty();
    assertThat(files.rows("t", "gh:a.py")).isEmpty();
  }

  private void write(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void refuses(String pluginFile, ErrorCode code, String message) {
    assertThatThrownBy(() -> files.open(pluginFile))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }

  private static String text(PluginCode code) {
    return ((PluginSource.SingleFile) code.current()).text();
  }
}
