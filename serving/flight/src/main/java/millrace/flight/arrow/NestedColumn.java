package millrace.flight.arrow;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;

/// Columns made of other columns, and the column of nothing.
final class NestedColumn {
  private NestedColumn() {}

  /// Nulls only; it has no buffers at all.
  static final class Nothing extends Column {
    @Override
    void put(Object value) {
      throw new IllegalArgumentException("a value in a column of nulls: " + value.getClass());
    }

    @Override
    void putNothing() {
      // There is nothing to store.
    }

    @Override
    int valueBytes() {
      return 0;
    }

    @Override
    void writeTo(Body body) {
      body.node(rows(), rows());
    }

    @Override
    void writeValues(Body body) {
      // There are none.
    }
  }

  /// Lists of one kind of item; a map is a list of pairs.
  static final class Lists extends Column {
    private final Column items;
    private final Offsets ends = new Offsets();

    Lists(Column items) {
      this.items = items;
    }

    @Override
    void put(Object value) {
      Iterable<?> all = value instanceof Map<?, ?> map
          ? map.entrySet().stream().map(entry -> new Object[] {entry.getKey(), entry.getValue()}).toList()
          : (List<?>) value;
      all.forEach(items::append);
      ends.add(items.rows());
    }

    @Override
    void putNothing() {
      ends.add(items.rows());
    }

    @Override
    int valueBytes() {
      return ends.bytes() + items.valueBytes();
    }

    @Override
    void clear() {
      super.clear();
      items.clear();
      ends.clear();
    }

    @Override
    void writeValues(Body body) {
      ends.writeTo(body);
      items.writeTo(body);
    }
  }

  /// Several columns side by side.
  static final class Structs extends Column {
    private final List<Column> fields;

    Structs(List<Column> fields) {
      this.fields = fields;
    }

    @Override
    void put(Object value) {
      Object[] members = members(value);
      for (int i = 0; i < members.length; i++) {
        fields.get(i).append(members[i]);
      }
    }

    @Override
    void putNothing() {
      fields.forEach(Column::appendNull);
    }

    @Override
    int valueBytes() {
      return fields.stream().mapToInt(Column::valueBytes).sum();
    }

    @Override
    void clear() {
      super.clear();
      fields.forEach(Column::clear);
    }

    @Override
    void writeValues(Body body) {
      fields.forEach(field -> field.writeTo(body));
    }
  }

  /// A cell of one of several types, as [BatchBuilder.OneOf] says which. It has no validity of its own.
  static final class Unions extends Column {
    private final List<Column> members;
    private final ByteArrayOutputStream types = new ByteArrayOutputStream();
    private final Offsets offsets = new Offsets();

    Unions(List<Column> members) {
      this.members = members;
    }

    @Override
    void put(Object value) {
      BatchBuilder.OneOf chosen = (BatchBuilder.OneOf) value;
      types.write(chosen.member());
      offsets.add(members.get(chosen.member()).rows());
      members.get(chosen.member()).append(chosen.value());
    }

    @Override
    void putNothing() {
      throw new IllegalArgumentException("a union has no nulls of its own");
    }

    @Override
    int valueBytes() {
      return types.size() + offsets.bytes() + members.stream().mapToInt(Column::valueBytes).sum();
    }

    @Override
    void clear() {
      super.clear();
      types.reset();
      offsets.clear();
      members.forEach(Column::clear);
    }

    @Override
    void writeTo(Body body) {
      body.node(rows(), 0);
      writeValues(body);
    }

    @Override
    void writeValues(Body body) {
      body.buffer(types.toByteArray(), types.size());
      offsets.writePlainTo(body);
      members.forEach(member -> member.writeTo(body));
    }
  }
}
