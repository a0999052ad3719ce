package millrace.influxql;

import static millrace.influxql.TokenStream.unexpected;

import millrace.influxql.AccessStatement.CreateUser;
import millrace.influxql.AccessStatement.DropUser;
import millrace.influxql.AccessStatement.Grant;
import millrace.influxql.AccessStatement.GrantAdmin;
import millrace.influxql.AccessStatement.Revoke;
import millrace.influxql.AccessStatement.RevokeAdmin;

/// Reads statements about users and rights, each after its leading keywords.
final class AccessParser {
  private final TokenStream tokens;

  AccessParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  Statement createUser() {
    String name = tokens.identifier();
    tokens.expect(TokenKind.WITH, TokenKind.PASSWORD);
    String password = tokens.string();
    boolean admin = tokens.take(TokenKind.WITH);
    if (admin) {
      tokens.expect(TokenKind.ALL, TokenKind.PRIVILEGES);
    }
    return new CreateUser(name, password, admin);
  }

  Statement dropUser() {
    return new DropUser(tokens.identifier());
  }

  Statement grant() {
    Privilege privilege = privilege();
    return databaseFollows(privilege, TokenKind.TO)
        ? new Grant(privilege, tokens.identifier(), user(TokenKind.TO))
        : new GrantAdmin(tokens.identifier());
  }

  Statement revoke() {
    Privilege privilege = privilege();
    return databaseFollows(privilege, TokenKind.FROM)
        ? new Revoke(privilege, tokens.identifier(), user(TokenKind.FROM))
        : new RevokeAdmin(tokens.identifier());
  }

  private Privilege privilege() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case READ -> Privilege.READ;
      case WRITE -> Privilege.WRITE;
      case ALL -> {
        tokens.take(TokenKind.PRIVILEGES);
        yield Privilege.ALL;
      }
      default -> throw unexpected(token, "READ", "WRITE", "ALL [PRIVILEGES]");
    };
  }

  /// Whether a database comes next; else the user does, which only ALL allows.
  private boolean databaseFollows(Privilege privilege, TokenKind beforeUser) {
    Token token = tokens.next();
    if (token.is(TokenKind.ON)) {
      return true;
    }
    if (privilege != Privilege.ALL) {
      throw unexpected(token, "ON");
    }
    if (!token.is(beforeUser)) {
      throw unexpected(token, "ON", beforeUser.text());
    }
    return false;
  }

  private String user(TokenKind keyword) {
    tokens.expect(keyword);
    return tokens.identifier();
  }
}
