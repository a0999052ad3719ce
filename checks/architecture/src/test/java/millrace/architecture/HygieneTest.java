package millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// House rules that a reader cannot be asked to keep in mind. Each failure says what to do.
class HygieneTest {
  private static final Set<String> CLOCK_CALLS = Set.of(
      "java.lang.System.currentTimeMillis", "java.time.Instant.now", "java.time.LocalDateTime.now",
      "java.time.ZonedDateTime.now");

  @Test
  void onlyTheSystemClockReadsTheMachinesClock() {
    List<String> wrong = new ArrayList<>();
    for (JavaClass type : Product.CLASSES) {
      if (type.getName().startsWith("millrace.base.") || Product.module(type).equals("cli")) {
        continue;
      }
      for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
        if (CLOCK_CALLS.contains(call.getTargetOwner().getName() + "." + call.getName())
            && call.getTarget().getRawParameterTypes().isEmpty()) {
          wrong.add(call.getDescription());
        }
      }
    }
    assertThat(wrong).as("take a millrace.base.Clock by constructor instead").isEmpty();
  }

  @Test
  void staticFieldsAreFinal() {
    List<String> wrong = new ArrayList<>();
    for (JavaClass type : Product.CLASSES) {
      for (JavaField field : type.getFields()) {
        boolean mutable = field.getModifiers().contains(JavaModifier.STATIC)
            && !field.getModifiers().contains(JavaModifier.FINAL)
            && !field.getModifiers().contains(JavaModifier.SYNTHETIC);
        if (mutable) {
          wrong.add(field.getFullName());
        }
      }
    }
    assertThat(wrong).as("hold it in an object with an owner instead").isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    Set<String> missing = new TreeSet<>();
    for (Path folder : sourceFolders()) {
      try (Stream<Path> files = Files.list(folder)) {
        List<String> names = files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".java")).toList();
        if (!names.isEmpty() && !names.contains("package-info.java")) {
          missing.add(folder.toString());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    assertThat(missing).as("add a package-info.java: what it is for, its main type, what it must not know").isEmpty();
  }

  private static List<Path> sourceFolders() {
    Path top = Path.of("").toAbsolutePath().getParent().getParent();
    try (Stream<Path> all = Files.walk(top, 12)) {
      return all.filter(Files::isDirectory)
          .filter(path -> path.toString().contains("/src/main/java/millrace"))
          .filter(path -> !path.toString().contains("/target/"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
