package millrace.query.select;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.columns.ColumnType;
import millrace.influxql.DataType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Field;
import millrace.influxql.Fill;
import millrace.query.batch.Utf8Order;
import millrace.query.compile.ColumnNames;
import millrace.query.compile.CompiledSelect;
import millrace.query.compile.CompiledSource;
import millrace.query.compile.Functions;
import millrace.query.compile.SchemaResolution;
import millrace.query.expression.ColumnExpression;
import millrace.query.expression.ExpressionCompiler;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.EmptyIterator;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.LimitIterator;
import millrace.query.scan.Merges;
import millrace.query.scan.ReferenceTypes;

/// Builds the cursor over a resolved statement's rows: an iterator for each of its calls, or one for all its references
/// when it has no calls, joined to rows.
final class CursorBuilder {
  private static final Comparator<VarRef> BY_NAME =
      Comparator.comparing(VarRef::name, Utf8Order::compare).thenComparing(VarRef::type);

  private final ShardMapping shards;
  private final SchemaResolution types;

  CursorBuilder(ShardMapping shards) {
    this.shards = shards;
    this.types = new SchemaResolution(shards);
  }

  /// The rows of a statement.
  ///
  /// @param options made for the statement, without auxiliary fields
  RowCursor build(CompiledSelect select, IteratorOptions options) {
    if (select.stage().isEmpty()) {
      return joined(select, options);
    }
    List<Field> columns = ColumnNames.columns(select.fields(), select.into().isPresent());
    RowCursor rows = joined(select, options.withLimit(0, 0));
    return rows instanceof NullCursor ? rows : RowStages.over(rows, select, columns, options);
  }

  private RowCursor joined(CompiledSelect select, IteratorOptions options) {
    boolean writes = select.into().isPresent();
    List<Field> columns = ColumnNames.columns(select.fields(), writes);
    ValueMapper mapper = new ValueMapper();
    List<Expression> fields = columns.stream().map(field -> mapper.map(field.expression())).toList();
    List<VarRef> aux = mapper.references().stream().sorted(BY_NAME).toList();
    IteratorOptions withAux = options.withAux(aux);
    VariableTable variables = new VariableTable();
    List<JoinedStream> streams =
        mapper.calls().isEmpty()
            ? rawStream(select, withAux, mapper, variables)
            : callStreams(select, withAux, mapper, variables, writes);
    List<String> names = ColumnNames.of(columns);
    if (streams.isEmpty()) {
      return new NullCursor(names);
    }
    Fill fill = options.fill();
    ExpressionCompiler compiler = new ExpressionCompiler(variables::find, true);
    List<ColumnExpression> expressions = fields.stream().map(compiler::compile).toList();
    return new JoinCursor(
        streams, new Variables(variables.types, fill), expressions, names, options.ascending());
  }

  /// Symbols and the variables that hold their values.
  private static final class VariableTable {
    private final Map<String, Integer> indexes = new HashMap<>();
    private final List<ColumnType> types = new ArrayList<>();

    int add(VarRef symbol, ColumnType type) {
      return indexes.computeIfAbsent(
          symbol.name(),
          name -> {
            types.add(type);
            return types.size() - 1;
          });
    }

    Optional<ExpressionCompiler.Column> find(VarRef symbol) {
      return Optional.ofNullable(indexes.get(symbol.name()))
          .map(index -> new ExpressionCompiler.Column(index, types.get(index)));
    }
  }

  private List<JoinedStream> rawStream(
      CompiledSelect select, IteratorOptions options, ValueMapper mapper, VariableTable variables) {
    if (options.aux().stream().allMatch(ref -> ref.type() == DataType.UNKNOWN)) {
      return List.of();
    }
    BatchIterator input = options.context().measured("iterator_scanner", raw(select, options));
    return List.of(new JoinedStream(input, -1, auxVariables(options.aux(), mapper, variables)));
  }

  private static List<Integer> auxVariables(List<VarRef> aux, ValueMapper mapper, VariableTable variables) {
    return aux.stream().map(ref -> variables.add(mapper.symbolOf(ref), ReferenceTypes.of(ref))).toList();
  }

  private BatchIterator raw(CompiledSelect select, IteratorOptions options) {
    List<BatchIterator> inputs = new ArrayList<>();
    for (CompiledSource source : select.sources()) {
      Optional<SubqueryIterators> rows = SubqueryIterators.of(this, source);
      Optional<BatchIterator> points =
          rows.isEmpty() ? shards.create(source, options) : Optional.of(rows.get().rows(options));
      points.ifPresent(inputs::add);
    }
    BatchIterator merged =
        Merges.of(inputs, options)
            .orElseGet(
                () -> new EmptyIterator(ColumnType.FLOAT, options.aux().stream().map(ReferenceTypes::of).toList()));
    return options.isLimited() ? new LimitIterator(merged, options) : merged;
  }

  private List<JoinedStream> callStreams(
      CompiledSelect select,
      IteratorOptions options,
      ValueMapper mapper,
      VariableTable variables,
      boolean writes) {
    List<Call> calls = mapper.calls();
    boolean selector = calls.size() == 1 && Functions.isSelector(calls.getFirst());
    List<JoinedStream> streams = new ArrayList<>();
    for (Call call : calls) {
      if (types.typeOf(select, call) == DataType.UNKNOWN) {
        continue;
      }
      CallIterators builder = new CallIterators(this, shards, select);
      BatchIterator points = builder.build(call, options, selector, writes);
      BatchIterator all = options.isLimited() ? new LimitIterator(points, options) : points;
      BatchIterator limited = options.context().measured("iterator_scanner " + call, all);
      int variable = variables.add(mapper.symbolOf(call), points.batch().type());
      List<Integer> aux =
          points.batch().aux.length == 0 ? List.of() : auxVariables(options.aux(), mapper, variables);
      streams.add(new JoinedStream(limited, variable, aux));
    }
    return streams;
  }
}
