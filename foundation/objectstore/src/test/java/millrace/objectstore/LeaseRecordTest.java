package millrace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LeaseRecordTest {
  private static final Path PAGE = Path.of("../../docs/reference/formats/lease.md");
  private static final Pattern EXAMPLE = Pattern.compile("```text\n(.*?)```", Pattern.DOTALL);
  private static final LeaseRecord RECORD = new LeaseRecord(
      new LeaseHolder("host-1", "8d2a0c5e-0d5b-4b0e-9f5b-6d1f8f0b7a11/pid:[4026531836]", 4711, 1_795_269_600_123L),
      UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"), 17, false);

  @Test
  void isWrittenAndReadAsThePagePrintsIt() throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(PAGE, StandardCharsets.UTF_8));
    assertThat(example.find()).as("an example in %s", PAGE).isTrue();
    byte[] printed = example.group(1).getBytes(StandardCharsets.UTF_8);

    assertThat(new String(RECORD.encode(), StandardCharsets.UTF_8)).isEqualTo(example.group(1));
    assertThat(LeaseRecord.decode(printed)).isEqualTo(RECORD);
  }

  @Test
  void readsWhatItWrites() {
    assertThat(LeaseRecord.decode(RECORD.released().encode())).isEqualTo(RECORD.released());
    assertThat(LeaseRecord.decode(RECORD.next().encode()).beat()).isEqualTo(18);
  }

  @Test
  void takesWhatItCannotReadForHeld() {
    assertThat(LeaseRecord.decode(new byte[0]).isReleased()).isFalse();
    assertThat(LeaseRecord.decode(new byte[] {-1, '=', 0, '\n', '='}).isReleased()).isFalse();
  }
}
