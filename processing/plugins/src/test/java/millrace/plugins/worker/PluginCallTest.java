package millrace.plugins.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What plugins see and what becomes of what they do, call by call.
class PluginCallTest {
  private static PluginBench bench;

  @BeforeAll
  static void open() {
    bench = new PluginBench();
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  @BeforeEach
  void forget() {
    bench.host.logs.clear();
    bench.host.writes.clear();
    bench.host.queries.clear();
    bench.host.streamed.clear();
  }

  @Test
  void rowsArriveAsDictsWithTagsFieldsAndTime() {
    BitSet first = new BitSet();
    first.set(0);
    TableRows cpu =
        new TableRows(
            1,
            "cpu",
            2,
            new long[] {1_700_000_000_000_000_000L, -5},
            new int[] {0, 1},
            List.of(SeriesKey.of(Map.of("host", "a b", "région", "é")), SeriesKey.EMPTY),
            List.of(
                new FieldRows("f", ColumnType.FLOAT, new ColumnValues.Floats(new double[] {0.5, 2}), null),
                new FieldRows("n", ColumnType.INTEGER, new ColumnValues.Integers(new long[] {3, 0}), first),
                new FieldRows("u", ColumnType.UNSIGNED, new ColumnValues.Integers(new long[] {0, -1}), null),
                new FieldRows("ok", ColumnType.BOOLEAN, new ColumnValues.Booleans(new boolean[] {true, false}), null),
                new FieldRows("s", ColumnType.STRING, new ColumnValues.Strings(new String[] {"x\"\n", "ü"}), null)));
    CallOutcome outcome =
        bench.run(
            "def process_writes(api, batches, args):\n  api.info(batches, args)",
            new PluginCall.WriteCall(TableBatch.merge(List.of(new WriteBatch(1, 1, "db", List.of(cpu))))));
    assertThat(outcome).isEqualTo(new CallOutcome.Completed(Optional.empty(), List.of()));
    assertThat(bench.host.logs)
        .containsExactly(
            "INFO [{'table_name': 'cpu', 'rows': ["
                + "{'host': 'a b', 'région': 'é', 'f': 0.5, 'n': 3, 'u': 0, 'ok': True, 's': 'x\"\\n',"
                + " 'time': 1700000000000000000}, "
                + "{'f': 2.0, 'u': 18446744073709551615, 'ok': False, 's': 'ü', 'time': -5}]}] None");
  }

  @Test
  void rowsOfManyWritesArriveTogetherWhateverTheirNumber() {
    List<WriteBatch> writes = new java.util.ArrayList<>();
    for (int i = 0; i < 25; i++) {
      writes.add(new WriteBatch(1, 1, "db", List.of(counting("a", 999, i * 999L), counting("b", 1, i))));
    }
    List<TableBatch> tables = TableBatch.merge(writes);
    assertThat(tables.getFirst().chunkCount()).isEqualTo(13);
    String code =
        """
        def process_writes(api, batches, args):
          api.info([(b['table_name'], len(b['rows']), [r['v'] for r in b['rows']] == list(range(len(b['rows']))))
            for b in batches])""";
    bench.run(code, new PluginCall.WriteCall(tables));
    assertThat(bench.host.logs).containsExactly("INFO [('a', 24975, True), ('b', 25, True)]");
  }

  @Test
  void aScheduledCallGetsTheWholeSecondsAsNaiveUtcTime() {
    String code = "def process_scheduled_call(api, when, args):\n  api.info(repr(when), when.tzinfo, args)";
    CallOutcome outcome =
        bench.run(
            bench.worker,
            code,
            new PluginCall.ScheduledCall(1_763_725_338_999_999_999L),
            Optional.of(Map.of("threshold", "90")),
            Duration.ZERO);
    assertThat(outcome).isInstanceOf(CallOutcome.Completed.class);
    assertThat(bench.host.logs)
        .containsExactly("INFO datetime.datetime(2025, 11, 21, 11, 42, 18) None {'threshold': '90'}");
  }

  @Test
  void aRequestSeesParametersHeadersAndBody() {
    PluginCall call =
        new PluginCall.RequestCall(
            Map.of("a", "1"), Map.of("host", "x"), "päd".getBytes(StandardCharsets.UTF_8));
    String code =
        """
        def process_request(api, query, headers, body, args):
          return ({'query': query, 'headers': headers, 'body': body.decode(), 'args': args}, 201, {'X-A': 'b'})""";
    CallOutcome outcome = bench.run(bench.worker, code, call, Optional.of(Map.of()), Duration.ZERO);
    HttpReply reply = ((CallOutcome.Completed) outcome).reply().orElseThrow();
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.headers()).containsExactly(Map.entry("Content-Type", "application/json"), Map.entry("X-A", "b"));
    assertThat(new String(reply.body(), StandardCharsets.UTF_8))
        .isEqualTo("{\"query\": {\"a\": \"1\"}, \"headers\": {\"host\": \"x\"}, \"body\": \"p\\u00e4d\", \"args\": {}}");
  }

  @Test
  void offersExactlyTheDocumentedNames() {
    assertThat(PluginBench.body(bench.request("return ' '.join(n for n in dir(api) if not n.startswith('_'))")))
        .isEqualTo("cache error info query warn write write_sync write_sync_to_db write_to_db");
    assertThat(PluginBench.body(bench.request("api.x = 1"))).startsWith("failed in RUN: AttributeError");
    assertThat(PluginBench.body(bench.request("return type(api).__name__"))).isEqualTo("PyPluginCallApi");
  }

  @Test
  void logsJoinTheirArguments() {
    bench.request("api.info('a', 1, {'k': 2}); api.warn(); api.error('é')\nreturn ''");
    assertThat(bench.host.logs).containsExactly("INFO a 1 {'k': 2}", "WARN ", "ERROR é");
    assertThat(PluginBench.body(bench.request("api.info('a', sep='-')"))).startsWith("failed in RUN: TypeError");
  }

  @Test
  void deferredWritesComeWithTheOutcome() {
    String code =
        """
        class Two:
          def build(self): return 'x v=1\\ny v=2'
        api.write(LineBuilder('t').tag('h', 'a b').int64_field('f', 1))
        api.write_to_db('other', Two())
        return ''""";
    CallOutcome.Completed completed = (CallOutcome.Completed) bench.request(code);
    assertThat(completed.writes())
        .containsExactly(new DeferredWrite("db", "t,h=a\\ b f=1i"), new DeferredWrite("other", "x v=1\ny v=2"));
  }

  @Test
  void wrongLinesAreTheCallersFault() {
    assertThat(PluginBench.body(bench.request("api.write(object())"))).startsWith("failed in RUN: AttributeError");
    assertThat(PluginBench.body(bench.request("class B:\n  def build(self): return b'x'\napi.write(B())")))
        .startsWith("failed in RUN: TypeError");
    assertThat(PluginBench.body(bench.request("api.write_sync(LineBuilder('t').int64_field('f', 1))")))
        .startsWith("failed in RUN: TypeError");
  }

  @Test
  void deferredWritesBeyondTheLimitFailTheRun() {
    String code =
        """
        class Long:
          def build(self): return 'x' * (1 << 22)
        for i in range(17): api.write(Long())""";
    assertThat(PluginBench.body(bench.request(code)))
        .isEqualTo(
            "failed in RUN: MemoryError: deferred writes of one run exceed 67108864 bytes; use write_sync for more");
  }

  @Test
  void writesNowWhenAskedTo() {
    String code =
        """
        line = LineBuilder('t').bool_field('b', True)
        api.write_sync(line, no_sync=True)
        api.write_sync(line, False)
        api.write_sync_to_db('other', line, False)
        raise ValueError('after')""";
    assertThat(PluginBench.body(bench.request(code))).isEqualTo("failed in RUN: ValueError: after");
    assertThat(bench.host.writes).containsExactly("db: t b=t (no sync)", "db: t b=t", "other: t b=t");
  }

  @Test
  void refusedWritesRaiseAPlainException() {
    String code =
        """
        errors = []
        for db, line in (('db', 'bad'), ('bad name!', 'x'), ('_internal', 'x')):
          try: api.write_sync_to_db(db, LineBuilder(line).int64_field('f', 1), True)
          except Exception as e: errors.append(type(e).__name__ + ': ' + str(e))
        return '\\n'.join(errors)""";
    assertThat(PluginBench.body(bench.request(code)).lines())
        .containsExactly(
            "Exception: error writing line protocol to db: Cannot write: partial write of line protocol occurred",
            "Exception: error writing line protocol to bad name!: invalid database name: database name 'bad name!'"
                + " contains invalid character, character number 3 is not allowed",
            "Exception: error writing line protocol to _internal: Cannot write: cannot modify internal db");
  }

  @Test
  void queriesReturnDictsInColumnOrder() {
    bench.host.answering(
        (_, _) ->
            RecordingHost.rows(
                List.of("time", "host", "v", "ok", "big"),
                List.of(
                    java.util.Arrays.asList(1L, "a", 0.5, true, new java.math.BigInteger("18446744073709551615")),
                    java.util.Arrays.asList(2L, null, null, null, null))));
    assertThat(PluginBench.body(bench.request("return str(api.query('SELECT $h', {'h': 'a'}, database='other'))")))
        .isEqualTo(
            "[{'time': 1, 'host': 'a', 'v': 0.5, 'ok': True, 'big': 18446744073709551615},"
                + " {'time': 2, 'host': None, 'v': None, 'ok': None, 'big': None}]");
    assertThat(bench.host.queries).containsExactly("other: SELECT $h {h=a}");
  }

  @Test
  void columnsComeAsListsAlsoWithoutRows() {
    bench.host.answering(
        (text, _) -> RecordingHost.repeated(List.of("s", "n"), List.of("text", 7L), Integer.parseInt(text)));
    String code =
        """
        sizes = []
        for n in ('0', '1', '2000', '2001', '10000'):
          answer = api.query(n, form='columns')
          sizes.append((list(answer), len(answer['s']), len(answer['n'])))
        last = answer['s'][-1], answer['n'][-1]
        return str((sizes, last))""";
    assertThat(PluginBench.body(bench.request(code))).isEqualTo(
        "([(['s', 'n'], 0, 0), (['s', 'n'], 1, 1), (['s', 'n'], 2000, 2000), (['s', 'n'], 2001, 2001),"
            + " (['s', 'n'], 10000, 10000)], ('text', 7))");
  }

  @Test
  void aGeneratorBesideAStatusIsStreamed() {
    CallOutcome outcome = bench.request("""
        def parts():
          yield 'one'
          api.info('between')
          yield b'\\x32'
          api.write(LineBuilder('late').int64_field('n', 1))
        return parts(), 201, {'X-A': 'b'}""");
    assertThat(bench.host.streamed).containsExactly("201 [Content-Type=text/plain, X-A=b]", "one", "2");
    assertThat(bench.host.logs).containsExactly("INFO between");
    assertThat(outcome).isInstanceOfSatisfying(CallOutcome.Completed.class, completed -> {
      assertThat(completed.reply()).isEmpty();
      assertThat(completed.writes()).hasSize(1);
    });
  }

  @Test
  void aStreamEndsWhenNobodyReads() {
    bench.request("""
        def parts():
          try:
            yield 'one'
            yield 'enough'
            yield 'too much'
          finally:
            api.info('closed')
        return parts(), 200""");
    assertThat(bench.host.streamed).containsExactly("200 [Content-Type=text/plain]", "one", "enough");
    assertThat(bench.host.logs).containsExactly("INFO closed");
  }

  @Test
  void aStreamThatFailsBeforeItsFirstPartIsAnOrdinaryFailure() {
    assertThat(PluginBench.body(bench.request("""
        def parts():
          raise ValueError('at once')
          yield 'x'
        return parts(), 200"""))).contains("ValueError: at once");
    assertThat(bench.host.streamed).isEmpty();
    assertThat(PluginBench.body(bench.request("""
        def parts():
          yield 'one'
          raise ValueError('later')
        return parts(), 200"""))).isEqualTo("failed in RUN: ValueError: later");
    assertThat(bench.host.streamed).hasSize(2);
  }

  @Test
  void anIterableIsJoinedUntilItGetsLong() {
    assertThat(PluginBench.body(bench.request("return (str(i) for i in range(5))"))).isEqualTo("01234");
    assertThat(bench.host.streamed).isEmpty();
    bench.request("return ('x' * 1000 for _ in range(100))");
    assertThat(bench.host.streamed).hasSizeGreaterThan(2);
    assertThat(bench.host.streamed.stream().skip(1).mapToInt(String::length).sum()).isEqualTo(100_000);
  }

  @Test
  void aQuerySaysItsLanguage() {
    bench.host.answering((_, _) -> RecordingHost.rows(List.of("n"), List.of()));
    bench.request("api.query('SHOW MEASUREMENTS', language='influxql')");
    assertThat(bench.host.queries).containsExactly("db: INFLUXQL SHOW MEASUREMENTS {}");
    assertThat(PluginBench.body(bench.request("api.query('x', language='flux')")))
        .isEqualTo("failed in RUN: ValueError: argument 'language': expected 'sql' or 'influxql', not 'flux'");
    assertThat(PluginBench.body(bench.request("api.query('x', form=[])")))
        .isEqualTo("failed in RUN: ValueError: argument 'form': expected 'rows' or 'columns', not []");
  }

  @Test
  void emptyAndLargeResultsArriveWhole() {
    bench.host.answering(
        (sql, _) -> RecordingHost.repeated(List.of("s", "n"), List.of("text", 7L), Integer.parseInt(sql)));
    String code = "return str([len(api.query(n)) for n in ('0', '1', '2000', '2001', '10000')])";
    assertThat(PluginBench.body(bench.request(code))).isEqualTo("[0, 1, 2000, 2001, 10000]");
  }

  @Test
  void failedQueriesRaiseQueryError() {
    bench.host.answering(
        (_, _) -> {
          throw new MillraceException(ErrorCode.NOT_FOUND, "database not found: foo");
        });
    String code =
        """
        try: api.query('SELECT 1', database='foo')
        except Exception as e: return type(e).__module__ + '.' + type(e).__name__ + ': ' + str(e)""";
    assertThat(PluginBench.body(bench.request(code)))
        .isEqualTo("influxdb3_py_api.QueryError: error: database not found: foo executing query on foo: SELECT 1");
    assertThat(PluginBench.body(bench.request("api.query('SELECT 1', {'n': 5})")))
        .startsWith("failed in RUN: TypeError");
    assertThat(PluginBench.body(bench.request("QueryError"))).startsWith("failed in RUN: NameError");
  }

  @Test
  void aQueryThatFailsHalfWayRaises() {
    bench.host.answering((_, _) -> new FailingRows(3000));
    assertThat(PluginBench.body(bench.request("api.query('x')")))
        .isEqualTo("failed in RUN: QueryError: error: disk lost executing query on db: x");
  }

  @Test
  void threadsOfThePluginMayTalkWhileItRuns() {
    bench.host.answering((_, _) -> RecordingHost.repeated(List.of("n"), List.of(7L), 10));
    String code =
        """
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(4) as pool:
          return str(sum(pool.map(lambda i: (api.info(i), len(api.query('x')))[1], range(100))))""";
    assertThat(PluginBench.body(bench.request(code))).isEqualTo("1000");
    assertThat(bench.host.logs).hasSize(100);
  }

  @Test
  void theApiIsOnlyValidDuringItsRun() {
    bench.request("api.cache.put('old', api)\nreturn ''");
    assertThat(PluginBench.body(bench.request("api.cache.get('old').info('x')")))
        .isEqualTo("failed in RUN: RuntimeError: influxdb3_local is valid only during the run it was made for");
  }

  @Test
  void missingEntryPointsAreNamed() {
    assertThat(PluginBench.body(bench.run("x = 1", PluginBench.emptyRequest())))
        .isEqualTo(
            "failed in LOAD: the process_request function is not present in the plugin. Should be defined as:"
                + " process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None)"
                + " -> Tuple[str, Optional[Dict[str, str]]]");
    assertThat(PluginBench.body(bench.run("x = 1", new PluginCall.WriteCall(List.of()))))
        .isEqualTo(
            "failed in LOAD: the process_writes function is not present in the plugin. Should be defined as:"
                + " process_writes(influxdb3_local, table_batches, args=None)");
    assertThat(PluginBench.body(bench.run("def process_writes(a, b): pass", new PluginCall.WriteCall(List.of()))))
        .startsWith("failed in RUN: TypeError: process_writes() takes 2 positional arguments but 3 were given");
  }

  @Test
  void aFailureCarriesItsTraceback() {
    CallOutcome.Failed failed = (CallOutcome.Failed) bench.request("int('x')");
    assertThat(failed.traceback())
        .contains("File \"plugin.py\", line 2, in process_request", "int('x')")
        .doesNotContain("runs.py");
    CallOutcome syntax = bench.run("def broken(:\n", PluginBench.emptyRequest());
    assertThat(PluginBench.body(syntax)).startsWith("failed in LOAD: SyntaxError: ").endsWith("(plugin.py, line 1)");
  }

  private static TableRows counting(String table, int rows, long from) {
    long[] times = new long[rows];
    long[] values = new long[rows];
    for (int i = 0; i < rows; i++) {
      times[i] = i;
      values[i] = from + i;
    }
    FieldRows field = new FieldRows("v", ColumnType.INTEGER, new ColumnValues.Integers(values), null);
    return new TableRows(1, table, rows, times, new int[rows], List.of(SeriesKey.EMPTY), List.of(field));
  }

  /// Rows that end in a failure.
  private static final class FailingRows implements ResultRows {
    private int left;

    FailingRows(int left) {
      this.left = left;
    }

    @Override
    public List<String> columns() {
      return List.of("n");
    }

    @Override
    public boolean next() {
      if (left-- == 0) {
        throw new MillraceException(ErrorCode.STORE_UNAVAILABLE, "disk lost");
      }
      return true;
    }

    @Override
    public Object value(int column) {
      return 1L;
    }

    @Override
    public void close() {}
  }
}
