package millrace.plugins;

import static millrace.base.Checks.require;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import millrace.base.MillraceException;

/// When a trigger runs, as written in `--trigger-spec`: `table:NAME`, `all_tables`, `every:DURATION`, `cron:EXPRESSION`
/// or `request:PATH`.
public sealed interface TriggerSpec {
  /// The longest period of [Every].
  Duration LONGEST_PERIOD = Duration.ofSeconds(31_557_600);

  /// The shortest period of [Every].
  Duration SHORTEST_PERIOD = Duration.ofMillis(1);

  /// Rows written to one table, which need not exist yet.
  record Table(String table) implements TriggerSpec {
    public Table {
      require(!table.isEmpty(), "table name is empty");
    }
  }

  /// Rows written to any table of the trigger's database.
  record AllTables() implements TriggerSpec {}

  /// Instants on a grid aligned to the epoch.
  record Every(Duration period) implements TriggerSpec {
    public Every {
      require(period.compareTo(LONGEST_PERIOD) <= 0, "don't support every schedules of over 1 year");
      require(period.compareTo(SHORTEST_PERIOD) >= 0, "every schedules must be at least 1ms");
    }
  }

  /// Instants a cron expression picks, in UTC.
  record Cron(CronSchedule schedule) implements TriggerSpec {
    public Cron {
      Objects.requireNonNull(schedule);
    }
  }

  /// Calls of `/api/v3/engine/PATH`; the path is compared byte for byte.
  record Request(String path) implements TriggerSpec {
    public Request {
      require(!path.isEmpty(), "request path is empty");
    }
  }

  /// Reads a specification.
  ///
  /// @throws MillraceException with code INVALID_ARGUMENT, `failed to parse trigger from SPEC[: CONTEXT]`
  static TriggerSpec parse(String text) {
    return TriggerSpecParser.parse(text);
  }

  default TriggerKind kind() {
    return switch (this) {
      case Table _, AllTables _ -> TriggerKind.WRITES;
      case Every _, Cron _ -> TriggerKind.SCHEDULE;
      case Request _ -> TriggerKind.REQUEST;
    };
  }

  /// The canonical text; parsing it gives an equal specification.
  default String text() {
    return switch (this) {
      case Table table -> "table:" + table.table();
      case AllTables _ -> "all_tables";
      case Every every -> "every:" + DurationText.format(every.period());
      case Cron cron -> "cron:" + cron.schedule().expression();
      case Request request -> "request:" + request.path();
    };
  }

  /// The JSON text shown in `system.processing_engine_triggers`.
  default String json() {
    return switch (this) {
      case Table table -> Json.nested("single_table_wal_write", Json.object().put("table_name", table.table()));
      case AllTables _ -> "\"all_tables_wal_write\"";
      case Every every -> Json.nested("every", Json.duration(every.period()));
      case Cron cron -> Json.nested("schedule", Json.object().put("schedule", cron.schedule().expression()));
      case Request request -> Json.nested("request_path", Json.object().put("path", request.path()));
    };
  }

  /// The first instant after `nowNanos` at which a scheduled trigger runs, nanoseconds since the epoch; empty when there
  /// is none or for specifications without a schedule.
  ///
  /// [Every] starts on the grid of its whole milliseconds; from then on each instant is the former plus the period, see
  /// [#nextInstant].
  default OptionalLong firstInstant(long nowNanos) {
    return switch (this) {
      case Every every -> {
        long gridMillis = every.period().toMillis();
        long nowMillis = Math.floorDiv(nowNanos, 1_000_000L);
        yield OptionalLong.of((Math.floorDiv(nowMillis, gridMillis) + 1) * gridMillis * 1_000_000L);
      }
      case Cron cron -> cron.schedule().nextAfter(nowNanos);
      case Table _, AllTables _, Request _ -> OptionalLong.empty();
    };
  }

  /// The instant that follows `instantNanos`, itself given by this method or [#firstInstant].
  default OptionalLong nextInstant(long instantNanos) {
    return switch (this) {
      case Every every -> OptionalLong.of(instantNanos + every.period().toNanos());
      case Cron cron -> cron.schedule().nextAfter(instantNanos);
      case Table _, AllTables _, Request _ -> OptionalLong.empty();
    };
  }

  /// Small JSON texts.
  final class Json {
    private Json() {}

    private static ObjectNode object() {
      return JsonNodeFactory.instance.objectNode();
    }

    private static String nested(String name, ObjectNode value) {
      return object().set(name, value).toString();
    }

    private static ObjectNode duration(Duration period) {
      ObjectNode duration = object();
      duration.set("duration", object().put("secs", period.getSeconds()).put("nanos", period.getNano()));
      return duration;
    }
  }
}
