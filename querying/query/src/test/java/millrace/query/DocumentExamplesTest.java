package millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every line of an `influxql` block of the reference page runs and finds rows in the page's own data.
class DocumentExamplesTest {
  private static final Path PAGE = Path.of("../../docs/reference/influxql.md");
  private static final Pattern BLOCK = Pattern.compile("```influxql\n(.*?)```", Pattern.DOTALL);
  private static final String HOME = """
      home,room=kitchen temp=21.5,hum=40,count=10i 0
      home,room=kitchen temp=22.5,count=15i 600000000000
      home,room=attic temp=25,hum=35,count=3i 600000000000
      home,room=kitchen temp=23,count=2i 1200000000000
      home,room=attic temp=19,hum=30,count=9i 4200000000000
      """;

  @TestFactory
  Stream<DynamicTest> examplesOfTheReferenceRun() throws IOException {
    List<String> lines = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(PAGE, StandardCharsets.UTF_8));
    while (block.find()) {
      block.group(1).lines().forEach(lines::add);
    }
    assertThat(lines).isNotEmpty();
    return lines.stream().map(line -> DynamicTest.dynamicTest(line, () -> {
      TestDatabase database = new TestDatabase(3, 3_600_000_000_000L);
      database.write(HOME);
      assertThat(database.query(line).lines().toList()).hasSizeGreaterThan(1).first().asString().matches("\\w+(\\{.*})? time .*");
    }));
  }
}
