package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Compares the search for the next instant with looking at every second in turn.
class CronSchedulePropertyTest {
  private static final long NANOS = 1_000_000_000L;
  private static final int HORIZON_SECONDS = 40 * 86_400;

  @Test
  void findsTheFirstSecondThatAllFieldsAllow() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      List<String> fields = fields(random);
      String expression = String.join(" ", fields);
      // 2000 to 2060, so that leap days and ends of months come up.
      long start = 946_684_800L + random.nextLong(60L * 365 * 86_400);
      OptionalLong found = CronSchedule.parse(expression).nextAfter(start * NANOS + random.nextInt(1_000_000_000));
      long expected = firstMatch(fields, start + 1);
      String context = "seed " + seed + ", expression " + expression + ", start " + start;
      if (expected >= 0) {
        assertThat(found).as(context).hasValue(expected * NANOS);
      } else {
        assertThat(found.orElse(Long.MAX_VALUE)).as(context).isGreaterThan((start + HORIZON_SECONDS) * NANOS);
      }
    }
  }

  private static long firstMatch(List<String> fields, long start) {
    List<BitSet> allowed = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      allowed.add(CronField.values()[i].parse(fields.get(i)));
    }
    for (long second = start; second <= start + HORIZON_SECONDS; second++) {
      LocalDateTime time = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
      if (allowed.get(0).get(time.getSecond())
          && allowed.get(1).get(time.getMinute())
          && allowed.get(2).get(time.getHour())
          && allowed.get(3).get(time.getDayOfMonth())
          && allowed.get(4).get(time.getMonthValue())
          && allowed.get(5).get(time.getDayOfWeek().getValue() % 7 + 1)) {
        return second;
      }
    }
    return -1;
  }

  private static List<String> fields(Random random) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      fields.add(field(CronField.values()[i], random));
    }
    return fields;
  }

  private static String field(CronField field, Random random) {
    int low = random.nextInt(field.first(), field.last() + 1);
    int high = random.nextInt(low, field.last() + 1);
    int step = random.nextInt(1, field.last() + 1);
    return switch (random.nextInt(6)) {
      case 0 -> "" + low;
      case 1 -> low + "," + high;
      case 2 -> low + "-" + high;
      case 3 -> low + "/" + step;
      case 4 -> "*/" + step;
      default -> "*";
    };
  }
}
