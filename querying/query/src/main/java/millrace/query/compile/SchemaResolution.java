package millrace.query.compile;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import millrace.influxql.DataType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.RegexLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Expression.Wildcard;
import millrace.influxql.Field;
import millrace.query.QueryException;
import millrace.query.batch.Utf8Order;

/// Brings a schema into a compiled SELECT: references get types, wildcards and regular expressions become the names
/// they stand for. Subqueries go first, since their columns are what the outer statement sees.
public final class SchemaResolution {
  private static final Comparator<VarRef> BY_NAME =
      Comparator.comparing(VarRef::name, Utf8Order::compare).thenComparing(SchemaResolution::typeRank);

  private final Schema schema;

  public SchemaResolution(Schema schema) {
    this.schema = schema;
  }

  /// The statement with everything resolved.
  ///
  /// @throws QueryException when a wildcard stands where none may, or types do not fit
  public CompiledSelect resolve(CompiledSelect select) {
    CompiledSelect resolved = rewrite(select);
    Types types = new Types(schema, resolved.sources());
    resolved.fields().forEach(field -> types.of(field.expression()));
    return resolved;
  }

  /// The declared type of a field of a resolved statement; unknown for one that has no values.
  public DataType typeOf(CompiledSelect select, Expression expression) {
    return new Types(schema, select.sources()).lenient(expression);
  }

  private CompiledSelect rewrite(CompiledSelect select) {
    List<CompiledSource> sources = new ArrayList<>();
    for (CompiledSource source : select.sources()) {
      sources.add(
          switch (source) {
            case CompiledSource.Rows rows -> new CompiledSource.Rows(rewrite(rows.select()));
            case CompiledSource.Joined joined -> rewrite(joined, select);
            case CompiledSource.Table _, CompiledSource.Tables _ -> source;
          });
    }
    Types types = new Types(schema, sources);
    List<Field> fields =
        select.fields().stream().map(f -> new Field(typed(f.expression(), types), f.alias())).toList();
    Optional<Expression> condition = select.condition().map(c -> typed(c, types));
    Names names = names(sources, select.dimensions());
    return select.with(
        hasWildcard(fields) ? expandFields(fields, names.columns()) : fields,
        sources,
        condition,
        expandDimensions(select.dimensions(), names.tags()));
  }

  /// Sides with everything resolved; of a measurement, only the columns are read that the outer statement names.
  private CompiledSource rewrite(CompiledSource.Joined joined, CompiledSelect outer) {
    Set<String> named = new HashSet<>();
    outer.fields().forEach(field -> Walk.references(field.expression()).forEach(ref -> named.add(ref.name())));
    outer.condition().ifPresent(condition -> Walk.references(condition).forEach(ref -> named.add(ref.name())));
    boolean isWhole = hasWildcard(outer.fields());
    return new CompiledSource.Joined(
        joined.kind(),
        joined.sides().stream()
            .map(
                side -> {
                  CompiledSelect select = rewrite(side.select());
                  boolean pruned = side.isTable() && !isWhole;
                  return new CompiledSource.Side(
                      side.alias(), pruned ? pruned(side, select, named) : select, side.isTable());
                })
            .toList(),
        joined.tags());
  }

  /// Tags alone make no rows, so where no field is named all are read.
  private static CompiledSelect pruned(CompiledSource.Side side, CompiledSelect select, Set<String> named) {
    List<Field> kept =
        select.fields().stream().filter(field -> named.contains(side.columnName(ColumnNames.of(field)))).toList();
    boolean hasField =
        kept.stream().anyMatch(field -> field.expression() instanceof VarRef ref && ref.type() != DataType.TAG);
    return hasField ? select.with(kept, select.sources(), select.condition(), select.dimensions()) : select;
  }

  private static Expression typed(Expression expression, Types types) {
    return Walk.rebuild(expression, e -> e instanceof VarRef ref ? typed(ref, types) : e);
  }

  private static Expression typed(VarRef ref, Types types) {
    if (ref.type() != DataType.UNKNOWN && ref.type() != DataType.ANY_FIELD) {
      return ref;
    }
    DataType type = types.lenient(ref);
    return type == DataType.TAG && ref.type() == DataType.ANY_FIELD ? ref : new VarRef(ref.name(), type);
  }

  /// @param columns what a wildcard among the fields stands for
  /// @param tags what a wildcard among the dimensions stands for
  private record Names(List<VarRef> columns, Set<String> tags) {}

  private Names names(List<CompiledSource> sources, List<Expression> dimensions) {
    Map<String, DataType> fields = new HashMap<>();
    Set<String> tags = new TreeSet<>(Utf8Order::compare);
    for (CompiledSource source : sources) {
      collect(source, fields, tags);
    }
    List<VarRef> columns = new ArrayList<>();
    fields.forEach((name, type) -> columns.add(new VarRef(name, type)));
    boolean grouped = dimensions.stream().anyMatch(d -> !(d instanceof VarRef));
    if (!columns.isEmpty() && !grouped) {
      Set<String> remaining = new TreeSet<>(tags);
      dimensions.forEach(d -> remaining.remove(((VarRef) d).name()));
      remaining.forEach(name -> columns.add(new VarRef(name, DataType.TAG)));
    }
    columns.sort(BY_NAME);
    return new Names(columns, tags);
  }

  private void collect(CompiledSource source, Map<String, DataType> fields, Set<String> tags) {
    if (source instanceof CompiledSource.Joined joined) {
      for (CompiledSource.Side side : joined.sides()) {
        Types types = new Types(schema, side.select().sources());
        side.select().fields().forEach(
            field ->
                fields.merge(
                    side.columnName(ColumnNames.of(field)), types.lenient(field.expression()), Schema::stronger));
      }
      tags.addAll(joined.tags());
      return;
    }
    if (!(source instanceof CompiledSource.Rows rows)) {
      schema.fields(source).forEach((name, type) -> fields.merge(name, type, Schema::stronger));
      tags.addAll(schema.tags(source));
      return;
    }
    Types types = new Types(schema, rows.select().sources());
    for (Field field : rows.select().fields()) {
      fields.merge(ColumnNames.of(field), types.lenient(field.expression()), Schema::stronger);
    }
    for (Expression dimension : rows.select().dimensions()) {
      if (dimension instanceof VarRef ref) {
        tags.add(ref.name());
      }
    }
  }

  private static boolean hasWildcard(List<Field> fields) {
    boolean[] found = new boolean[1];
    for (Field field : fields) {
      Walk.each(field.expression(), e -> found[0] |= e instanceof Wildcard || e instanceof RegexLiteral);
    }
    return found[0];
  }

  private static List<Field> expandFields(List<Field> fields, List<VarRef> columns) {
    List<Field> expanded = new ArrayList<>();
    for (Field field : fields) {
      switch (field.expression()) {
        case Wildcard wildcard ->
            columns.stream().filter(ref -> stands(wildcard, ref)).forEach(ref -> expanded.add(new Field(ref)));
        case RegexLiteral regex -> {
          Pattern pattern = Pattern.compile(regex.pattern());
          columns.stream()
              .filter(ref -> pattern.matcher(ref.name()).find())
              .forEach(ref -> expanded.add(new Field(ref)));
        }
        case Call call -> expandCall(field, call, columns, expanded);
        case Binary binary -> {
          refuseWildcards(binary);
          expanded.add(field);
        }
        default -> expanded.add(field);
      }
    }
    return expanded;
  }

  private static boolean stands(Wildcard wildcard, VarRef ref) {
    return switch (wildcard.kind()) {
      case ALL -> true;
      case FIELDS -> ref.type() != DataType.TAG;
      case TAGS -> ref.type() == DataType.TAG;
    };
  }

  private static void expandCall(Field field, Call call, List<VarRef> columns, List<Field> expanded) {
    Call innermost = innermost(call);
    Expression argument = innermost.arguments().isEmpty() ? innermost : innermost.arguments().getFirst();
    if (argument instanceof Wildcard wildcard && wildcard.kind() == Wildcard.Kind.TAGS) {
      throw new QueryException("unable to use tag wildcard in " + innermost.name() + "()");
    }
    if (!(argument instanceof Wildcard || argument instanceof RegexLiteral)) {
      expanded.add(field);
      return;
    }
    Optional<Pattern> pattern =
        argument instanceof RegexLiteral regex ? Optional.of(Pattern.compile(regex.pattern())) : Optional.empty();
    for (VarRef ref : columns) {
      if (takes(innermost.name(), ref.type()) && pattern.map(p -> p.matcher(ref.name()).find()).orElse(true)) {
        expanded.add(new Field(withInnermost(call, ref), ColumnNames.of(field) + "_" + ref.name()));
      }
    }
  }

  private static Call innermost(Call call) {
    while (!call.arguments().isEmpty() && call.arguments().getFirst() instanceof Call inner) {
      call = inner;
    }
    return call;
  }

  private static Call withInnermost(Call call, VarRef ref) {
    List<Expression> arguments = new ArrayList<>(call.arguments());
    arguments.set(0, arguments.getFirst() instanceof Call inner ? withInnermost(inner, ref) : ref);
    return new Call(call.name(), arguments);
  }

  /// Whether a wildcard in a function stands for fields of a type.
  private static boolean takes(String function, DataType type) {
    return switch (type) {
      case FLOAT, INTEGER -> true;
      case UNSIGNED -> !function.startsWith("holt_winters");
      case BOOLEAN ->
          switch (function) {
            case "count", "first", "last", "distinct", "elapsed", "mode", "sample", "min", "max", "lag", "lead" -> true;
            default -> false;
          };
      case STRING ->
          switch (function) {
            case "count", "first", "last", "distinct", "elapsed", "mode", "sample", "lag", "lead" -> true;
            default -> false;
          };
      default -> false;
    };
  }

  private static void refuseWildcards(Binary binary) {
    Walk.each(
        binary,
        e -> {
          if (e instanceof Wildcard) {
            throw new QueryException("unsupported expression with wildcard: " + binary);
          }
          if (e instanceof RegexLiteral) {
            throw new QueryException("unsupported expression with regex field: " + binary);
          }
        });
  }

  private static List<Expression> expandDimensions(List<Expression> dimensions, Set<String> tags) {
    List<Expression> expanded = new ArrayList<>();
    for (Expression dimension : dimensions) {
      switch (dimension) {
        case Wildcard wildcard -> tags.forEach(name -> expanded.add(new VarRef(name)));
        case RegexLiteral regex -> {
          Pattern pattern = Pattern.compile(regex.pattern());
          tags.stream().filter(name -> pattern.matcher(name).find()).forEach(name -> expanded.add(new VarRef(name)));
        }
        default -> expanded.add(dimension);
      }
    }
    return expanded;
  }

  /// Field types in the reference's numbering, which puts unsigned last.
  private static int typeRank(VarRef ref) {
    return ref.type() == DataType.UNSIGNED ? DataType.values().length : ref.type().ordinal();
  }
}
