package millrace.influxql;

import static millrace.influxql.TokenStream.refused;
import static millrace.influxql.TokenStream.unexpected;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import millrace.influxql.Source.Join;

/// Reads `a AS x JOIN b AS y ON time, tag ...` from behind the first source on.
final class JoinParser {
  private final TokenStream tokens;
  private final Supplier<Source> sources;

  /// @param sources reads one source
  JoinParser(TokenStream tokens, Supplier<Source> sources) {
    this.tokens = tokens;
    this.sources = sources;
  }

  /// The join that begins with a source; empty when none follows.
  Optional<Source> after(Source first) {
    if (!tokens.isExtended()) {
      return Optional.empty();
    }
    Optional<String> alias = alias();
    Optional<Join.Kind> kind = kind();
    if (kind.isEmpty()) {
      if (alias.isPresent()) {
        throw unexpected(tokens.next(), "JOIN", "LEFT JOIN", "FULL JOIN");
      }
      return Optional.empty();
    }
    List<Join.Side> sides = new ArrayList<>();
    add(sides, first, alias);
    List<String> tags = new ArrayList<>();
    for (Optional<Join.Kind> next = kind; next.isPresent(); next = kind()) {
      if (next.get() != kind.get()) {
        throw refused("joins of one FROM must be of one kind", tokens.current());
      }
      Source source = sources.get();
      add(sides, source, alias());
      List<String> on = on();
      if (sides.size() > 2 && !on.equals(tags)) {
        throw refused("joins of one FROM must be ON the same", tokens.current());
      }
      tags = on;
    }
    return Optional.of(new Join(kind.get(), sides, tags));
  }

  private Optional<String> alias() {
    return tokens.take(TokenKind.AS) ? Optional.of(tokens.identifier()) : Optional.empty();
  }

  private Optional<Join.Kind> kind() {
    if (tokens.takeExtension("join")) {
      return Optional.of(Join.Kind.INNER);
    }
    Join.Kind kind;
    if (tokens.takeExtension("left")) {
      kind = Join.Kind.LEFT;
    } else if (tokens.takeExtension("full")) {
      kind = Join.Kind.FULL;
    } else if (tokens.takeExtension("inner")) {
      kind = Join.Kind.INNER;
    } else {
      return Optional.empty();
    }
    if (!tokens.takeExtension("join")) {
      throw unexpected(tokens.next(), "JOIN");
    }
    return Optional.of(kind);
  }

  private void add(List<Join.Side> sides, Source source, Optional<String> alias) {
    String name = switch (source) {
      case Source.Measurement measurement -> alias.orElse(measurement.name());
      case Source.Subquery _ ->
        alias.orElseThrow(() -> refused("a subquery in a join needs a name: AS name", tokens.current()));
      case Source.Pattern _, Source.Join _ ->
        throw refused("a side of a join is one measurement or a subquery", tokens.current());
    };
    if (sides.size() == SelectParser.MOST_SOURCES) {
      throw refused("too many sources: at most " + SelectParser.MOST_SOURCES, tokens.current());
    }
    if (sides.stream().anyMatch(side -> side.alias().equals(name))) {
      throw refused("two sides of a join are named " + name, tokens.current());
    }
    sides.add(new Join.Side(source, name));
  }

  /// The tags in common; the time has to be among what is listed.
  private List<String> on() {
    tokens.expect(TokenKind.ON);
    List<String> names = new ArrayList<>();
    boolean hasTime = false;
    do {
      String name = tokens.identifier();
      if (name.equals("time")) {
        hasTime = true;
      } else if (!names.contains(name)) {
        names.add(name);
      }
    } while (tokens.take(TokenKind.COMMA));
    if (!hasTime) {
      throw refused("a join needs ON time", tokens.current());
    }
    return names;
  }
}
