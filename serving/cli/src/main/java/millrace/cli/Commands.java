package millrace.cli;

import static millrace.cli.Flag.toggle;
import static millrace.cli.Flag.value;

import java.util.List;

/// Every client command as data. A new command is a line here and a case in [Dispatch].
final class Commands {
  private static final Flag DATABASE =
      value("--database -d --db", "DATABASE_NAME", "name of the database").from("INFLUXDB3_DATABASE_NAME").needed();
  private static final Flag ONLY_DATABASE =
      value("--database -d --db", "DATABASE_NAME", "only this one").from("INFLUXDB3_DATABASE_NAME");
  private static final Flag TRIGGER = value("--trigger -t", "TRIGGER_NAME", "the trigger").needed();
  private static final Flag DETACH = toggle("--detach", "do not wait for its end");
  private static final Flag LETTER = value("--id", "ID", "only this one");
  private static final Flag FORMAT =
      value("--format", "FORMAT", "pretty, json, jsonl, csv or parquet").orElse("pretty")
          .oneOf("pretty json jsonl csv parquet");
  private static final Flag OUTPUT = value("--output -o", "FILE", "write the result to a file");
  private static final Flag YES = toggle("--yes -y", "do not ask");
  private static final Flag HARD_DELETE =
      value("--hard-delete", "WHEN", "when the data goes: never, now, default or an RFC 3339 time");
  private static final Flag TABLE = value("--table -t", "TABLE", "name of the table").needed();
  private static final Flag CACHE_NAME = value("--cache-name -n", "CACHE_NAME", "name of the cache");
  private static final Flag NODE_SPEC = value("--node-spec", "NODE_SPEC", "nodes it runs on: all, or nodes:ID[,ID...]");
  private static final Flag PAIRS = value("--input-arguments", "K=V,…", "arguments the plugin receives");

  private static final Flag SOME_DATABASE = value("--database -d --db", "DATABASE_NAME", "only this one");
  private static final Flag REPORT_FORMAT = value("--format", "FORMAT", "pretty or json").orElse("pretty").oneOf("pretty json");
  private static final Flag EXPORT =
      value("--export", "FILE", "write what can be read as line protocol to a new file; as JSON if it ends in .jsonl");
  private static final Flag DROP_DAMAGED =
      toggle("--drop-damaged", "take out what is damaged; stop the server first. Nothing is erased");

  private Commands() {}

  static List<Command> all() {
    return List.of(
        command("query", "run a query",
            List.of(DATABASE, value("--language -l", "LANGUAGE", "sql or influxql").orElse("sql").oneOf("sql influxql"), FORMAT, OUTPUT,
                value("--file -f", "FILE", "read the query from a file"),
                value("--query-host", "HOST_URL", "server to query").from("INFLUXDB3_QUERY_HOST_URL")),
            new Positional("QUERY", false, true, "text of the query")),
        command("write", "write line protocol",
            List.of(DATABASE, value("--file -f", "FILE", "read lines from a file"),
                value("--accept-partial", "BOOL", "store good lines when others are refused"),
                toggle("--no-sync", "do not wait until the lines are durable"),
                value("--precision -p", "PRECISION", "unit of timestamps: auto, s, ms, us or ns").oneOf("auto s ms us ns"),
                toggle("--gzip", "compress requests"), toggle("--quiet -q", "no report on standard error"),
                value("--max-request-size", "SIZE", "most bytes of a request").orElse("10MiB"),
                value("--max-concurrent-requests", "COUNT", "requests under way at once").orElse("1"),
                value("--write-host", "HOST_URL", "server to write to").from("INFLUXDB3_WRITE_HOST_URL")),
            new Positional("LINE", false, true, "lines to write")),
        command("import", "import files of line protocol, CSV or Parquet",
            List.of(DATABASE,
                value("--format", "FORMAT", "lp, csv or parquet; told by the file's name if not given").oneOf("lp csv parquet"),
                value("--table -t", "TABLE", "table of CSV or Parquet rows; the file's name if not given"),
                value("--tags", "TAGS", "columns that are tags, separated by commas"),
                value("--time-column", "COLUMN", "column that is the time; `time` if not given"),
                value("--types", "TYPES", "name:type of columns, separated by commas, where they are to be others"),
                value("--without", "COLUMNS", "columns of Parquet that are left out, separated by commas"),
                value("--precision -p", "PRECISION", "unit of times that are numbers").orElse("auto").oneOf("auto s ms us ns"),
                toggle("--skip-errors", "go on behind records that are refused"),
                value("--resume", "FILE", "keeps how far it is; beside the first file if not given"),
                toggle("--restart", "forget how far an earlier run came"),
                toggle("--dry-run", "read and check, send nothing"),
                value("--batch-size", "SIZE", "a request ends with the record that reaches it").orElse("2MiB"),
                value("--max-concurrent-requests", "COUNT", "requests under way at once").orElse("2"),
                value("--retries", "COUNT", "how often a batch is sent again when the server is away or busy").orElse("10"),
                toggle("--gzip", "compress requests"), toggle("--quiet -q", "no progress on standard error")),
            new Positional("FILE", true, true, "files, also gzipped")),
        command("export", "export tables of a database",
            List.of(DATABASE, value("--table -t", "TABLE", "only this one"),
                value("--from", "TIME", "first instant: RFC 3339, a date, or nanoseconds"),
                value("--to", "TIME", "first instant after"),
                value("--format", "FORMAT", "lp, csv, jsonl or parquet").orElse("lp").oneOf("lp csv jsonl parquet"),
                value("--output -o", "FILE", "file, gzipped if it ends in .gz; a folder for several tables but with lp"),
                toggle("--restart", "forget how far an earlier run came"),
                toggle("--quiet -q", "no report on standard error"))),
        new Command("completion", "print the script that makes a shell complete these commands", List.of(), Reach.NOTHING,
            List.of(new Positional("SHELL", true, false, "bash, zsh or fish"))),
        command("create database", "create a database",
            List.of(value("--retention-period", "DURATION", "how long rows are kept")),
            new Positional("DATABASE_NAME", true, false, "its name")),
        command("create table", "create a table",
            List.of(DATABASE, value("--tags", "TAGS", "tags, separated by commas"),
                value("--fields -f", "FIELDS", "name:type, separated by commas")),
            new Positional("TABLE_NAME", true, false, "its name")),
        command("create last_cache", "create a last value cache",
            List.of(DATABASE, TABLE, value("--key-columns", "COLUMNS", "columns that make the key"),
                value("--value-columns", "COLUMNS", "columns kept"), value("--count", "COUNT", "rows kept per key"),
                value("--ttl", "DURATION", "how long they are kept")),
            new Positional("CACHE_NAME", false, false, "its name")),
        command("create distinct_cache", "create a distinct value cache",
            List.of(DATABASE, TABLE, value("--columns", "COLUMNS", "columns, separated by commas").needed(),
                value("--max-cardinality", "COUNT", "most combinations kept"),
                value("--max-age", "DURATION", "how long they are kept")),
            new Positional("CACHE_NAME", false, false, "its name")),
        command("create token", "create a token",
            List.of(toggle("--admin", "a token that may do everything"), value("--name", "NAME", "name of the token"),
                value("--permission", "PERMISSION", "db:NAME[,NAME]:read,write; a token that may do only this").manyTimes(),
                value("--expiry", "DURATION", "how long it is valid"),
                toggle("--regenerate", "replace the operator token"), toggle("--offline", "write a token file, without a server"),
                value("--output-file", "FILE", "file of --offline"),
                value("--format", "FORMAT", "text or json").orElse("text").oneOf("text json"))),
        command("create plugin_kit", "write types and a test harness for authors of plugins into a folder",
            List.of(), new Positional("FOLDER", true, false, "a project's root")),
        command("create trigger", "create a trigger",
            List.of(DATABASE, value("--trigger-spec", "TRIGGER_SPECIFICATION", "when it runs").needed(),
                value("--path", "PATH", "plugin below the server's plugin directory, or gh:…; a local path with --upload"),
                value("--plugin-filename", "PATH", "older name of --path"),
                value("--trigger-arguments", "K=V,…", "arguments the plugin receives"),
                toggle("--disabled", "create it stopped"), toggle("--run-asynchronous", "let runs overlap"),
                value("--error-behavior", "BEHAVIOR", "log, retry or disable").orElse("log").oneOf("log retry disable"),
                value("--delivery", "DELIVERY", "newest, or at-least-once for every flush over restarts").orElse("newest")
                    .oneOf("newest at-least-once"),
                NODE_SPEC.orElse("all"), toggle("--upload", "send local code first")),
            new Positional("TRIGGER_NAME", true, false, "its name")),
        command("update trigger", "replace the code of a trigger's plugin, or change the trigger",
            List.of(DATABASE, value("--trigger-name -t", "TRIGGER_NAME", "the trigger").needed(),
                value("--path -p", "PATH", "local file or folder with new code"),
                value("--trigger-spec", "TRIGGER_SPECIFICATION", "when it runs"),
                value("--trigger-arguments", "K=V,…", "arguments the plugin receives"),
                value("--run-asynchronous", "BOOL", "whether runs may overlap"),
                value("--error-behavior", "BEHAVIOR", "log, retry or disable"),
                value("--delivery", "DELIVERY", "newest or at-least-once"), NODE_SPEC)),
        command("update database", "change a database",
            List.of(DATABASE, value("--retention-period -r", "DURATION", "how long rows are kept, or none"))),
        command("delete database", "delete a database", List.of(HARD_DELETE, YES),
            new Positional("DATABASE_NAME", true, false, "its name")),
        command("delete table", "delete a table", List.of(DATABASE, HARD_DELETE, YES),
            new Positional("TABLE_NAME", true, false, "its name")),
        command("delete token", "delete a token",
            List.of(value("--token-name", "TOKEN_NAME", "its name").needed(), YES)),
        command("delete last_cache", "delete a last value cache", List.of(DATABASE, TABLE, CACHE_NAME),
            new Positional("CACHE_NAME", false, false, "its name")),
        command("delete distinct_cache", "delete a distinct value cache", List.of(DATABASE, TABLE, CACHE_NAME),
            new Positional("CACHE_NAME", false, false, "its name")),
        command("delete trigger", "delete a trigger", List.of(DATABASE, toggle("--force", "also when it is enabled")),
            new Positional("TRIGGER_NAME", true, false, "its name")),
        command("enable trigger", "let a trigger run", List.of(DATABASE),
            new Positional("TRIGGER_NAME", true, false, "its name")),
        command("disable trigger", "stop a trigger", List.of(DATABASE),
            new Positional("TRIGGER_NAME", true, false, "its name")),
        command("run trigger", "run a scheduled trigger now", List.of(DATABASE),
            new Positional("TRIGGER_NAME", true, false, "its name")),
        command("replay trigger", "run a write trigger over stored history, in time order",
            List.of(DATABASE, value("--from", "TIME", "first instant: RFC 3339, a date, or nanoseconds"),
                value("--to", "TIME", "first instant after"), toggle("--dry-run", "write nothing, show what would be"), DETACH),
            new Positional("TRIGGER_NAME", true, false, "its name")),
        command("resume replay", "go on with a replay that did not finish", List.of(DETACH),
            new Positional("ID", true, false, "its number")),
        command("cancel replay", "end a replay", List.of(), new Positional("ID", true, false, "its number")),
        command("replay dead-letters", "run events again that a trigger gave up", List.of(DATABASE, TRIGGER, LETTER)),
        command("delete dead-letters", "forget events that a trigger gave up", List.of(DATABASE, TRIGGER, LETTER)),
        command("logs trigger", "show the log of a trigger",
            List.of(DATABASE, toggle("--follow -f", "go on with what comes"),
                value("--limit -n", "COUNT", "rows to begin with").orElse("100")),
            new Positional("TRIGGER_NAME", true, false, "its name")),
        command("show triggers", "list triggers and how they do", List.of(ONLY_DATABASE, FORMAT, OUTPUT)),
        command("show dead-letters", "list events that triggers gave up", List.of(ONLY_DATABASE, FORMAT, OUTPUT)),
        command("show replays", "list runs over stored history", List.of(ONLY_DATABASE, FORMAT, OUTPUT)),
        command("show databases", "list databases", List.of(FORMAT, OUTPUT, toggle("--show-deleted", "deleted ones as well"))),
        command("show tokens", "list tokens", List.of(FORMAT, OUTPUT)),
        command("show plugins", "list plugin files", List.of(FORMAT, OUTPUT)),
        command("show nodes", "list nodes", List.of(FORMAT, OUTPUT)),
        command("show retention", "list retention periods",
            List.of(value("--database -d --db", "DATABASE_NAME", "only this one").from("INFLUXDB3_DATABASE_NAME"), FORMAT, OUTPUT)),
        command("show summary", "show the first rows of every system table",
            List.of(DATABASE, value("--limit -l", "COUNT", "rows of each").orElse("10"), FORMAT, OUTPUT)),
        command("show system summary", "show the first rows of every system table",
            List.of(DATABASE, value("--limit -l", "COUNT", "rows of each").orElse("10"), FORMAT, OUTPUT)),
        command("show system table-list", "list system tables", List.of(DATABASE, FORMAT, OUTPUT)),
        command("show system table", "show a system table",
            List.of(DATABASE, value("--limit -l", "COUNT", "most rows, 0 for all").orElse("100"),
                value("--order-by -o", "COLUMNS", "order"), value("--select -s", "COLUMNS", "columns"), FORMAT),
            new Positional("SYSTEM_TABLE", true, false, "its name")),
        command("test wal_plugin", "run a write plugin over lines, changing nothing",
            List.of(DATABASE, value("--lp", "LINES", "line protocol"), value("--file", "FILE", "file of line protocol"), PAIRS,
                value("--cache-name", "NAME", "cache the run uses"), toggle("--fail-on-error", "exit 1 when the plugin fails")),
            new Positional("FILENAME", true, false, "plugin on the server")),
        command("test schedule_plugin", "run a scheduled plugin, changing nothing",
            List.of(DATABASE, value("--schedule", "CRON", "cron expression"), PAIRS,
                value("--cache-name", "NAME", "cache the run uses"), toggle("--fail-on-error", "exit 1 when the plugin fails")),
            new Positional("FILENAME", true, false, "plugin on the server")),
        command("test request_plugin", "run a request plugin, changing nothing",
            List.of(DATABASE, value("--query", "K=V,…", "query parameters"), value("--headers", "K=V,…", "request headers"),
                value("--body", "TEXT", "request body"), value("--file", "FILE", "file with the request body"), PAIRS,
                value("--cache-name", "NAME", "cache the run uses"), toggle("--fail-on-error", "exit 1 when the plugin fails")),
            new Positional("FILENAME", true, false, "plugin on the server")),
        command("install package", "install Python packages for plugins",
            List.of(value("--requirements -r", "FILE", "requirements file on the server")),
            new Positional("PACKAGE", false, true, "packages")),
        withBucket("backup", "back up one database, or all, while the server runs",
            List.of(value("--to", "PLACE", "a folder, or s3://BUCKET/PREFIX").needed(), SOME_DATABASE)),
        withBucket("restore", "restore databases of a backup",
            List.of(value("--from", "PLACE", "a folder, or s3://BUCKET/PREFIX").needed(), SOME_DATABASE,
                value("--as", "NAME", "what the database is to be called"),
                value("--backup", "ID", "which backup; the newest if not given"),
                toggle("--list", "show what backups there are and restore nothing"))),
        offline("debug verify", "check every checksum of a node's data, without a server",
            List.of(REPORT_FORMAT, DROP_DAMAGED)),
        offline("debug wal", "show log segments, or the entries of one, without a server",
            List.of(REPORT_FORMAT, EXPORT, DROP_DAMAGED), new Positional("SEGMENT", false, false, "number of a segment")),
        offline("debug manifest", "show manifests and the files they list, without a server",
            List.of(REPORT_FORMAT, DROP_DAMAGED)),
        offline("debug file", "show data files, or what is in one, without a server",
            List.of(REPORT_FORMAT, EXPORT, value("--table -t", "TABLE", "name of the table in exported lines"), DROP_DAMAGED),
            new Positional("FILE", false, false, "an object of the store, or a file of this machine")));
  }

  private static Command command(String path, String help, List<Flag> own, Positional... positionals) {
    return new Command(path, help, own, Reach.SERVER, List.of(positionals));
  }

  /// A command that reaches a bucket besides the server.
  private static Command withBucket(String path, String help, List<Flag> own) {
    return new Command(path, help, own, Reach.SERVER_AND_BUCKET, List.of());
  }

  /// A command that opens the store itself.
  private static Command offline(String path, String help, List<Flag> own, Positional... positionals) {
    return new Command(path, help, own, Reach.STORE, List.of(positionals));
  }
}
