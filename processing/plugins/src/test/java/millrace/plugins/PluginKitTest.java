package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import millrace.base.MillraceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginKitTest {
  @Test
  void theKitIsWritten(@TempDir Path folder) {
    List<Path> written = PluginKit.writeTo(folder.resolve("kit"));
    assertThat(written).first().isEqualTo(folder.resolve("kit/__builtins__.pyi"));
    assertThat(written).hasSize(PluginKit.NAMES.size()).allSatisfy(file -> assertThat(file).exists());
  }

  @Test
  void everyFileOfTheKitTravels() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "python", "influxdb3_plugin_kit"))) {
      List<String> sources = files.filter(Files::isRegularFile).map(file -> "influxdb3_plugin_kit/" + file.getFileName()).toList();
      assertThat(PluginKit.NAMES).containsAll(sources);
    }
  }

  @Test
  void aFolderThatCannotBeIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> PluginKit.writeTo(file))
        .isInstanceOf(MillraceException.class).hasMessageContaining(file.toString());
  }
}
