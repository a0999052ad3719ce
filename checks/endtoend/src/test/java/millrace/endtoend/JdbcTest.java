package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Flight SQL driver for JDBC, through which Java's reporting tools come.
class JdbcTest {
  @TempDir
  static Path folder;

  private static final TimeZone ZONE = TimeZone.getDefault();

  private static TestServer server;

  @BeforeAll
  static void start() {
    // Elsewhere the driver takes the distance to UTC off a time, twice.
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    server = TestServer.withTokens(folder);
    server.write("db", "home,room=Kitchen temp=21.0,co=0i,ok=true,note=\"x\" 1641024000000000000\n"
        + "home,room=Living\\ Room temp=22.5,co=1i,ok=false,note=\"y\" 1641024060000000000");
  }

  @AfterAll
  static void stop() {
    TimeZone.setDefault(ZONE);
    server.close();
  }

  private static Connection connect(String token) throws SQLException {
    Properties properties = new Properties();
    properties.put("useEncryption", "false");
    properties.put("token", token);
    properties.put("database", "db");
    return DriverManager.getConnection(
        "jdbc:arrow-flight-sql://" + server.url().substring("http://".length()), properties);
  }

  @Test
  void statementsGiveRowsOfEveryType() throws SQLException {
    try (Connection connection = connect(server.token());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT room, temp, co, ok, note, time FROM home ORDER BY time LIMIT 1")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("room")).isEqualTo("Kitchen");
      assertThat(rows.getDouble("temp")).isEqualTo(21.0);
      assertThat(rows.getLong("co")).isZero();
      assertThat(rows.getBoolean("ok")).isTrue();
      assertThat(rows.getString("note")).isEqualTo("x");
      assertThat(rows.getTimestamp("time").toLocalDateTime()).isEqualTo(LocalDateTime.of(2022, 1, 1, 8, 0));
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void preparedStatementsTakeValues() throws SQLException {
    try (Connection connection = connect(server.token());
        PreparedStatement statement = connection.prepareStatement("SELECT room FROM home WHERE temp > ? AND co = ?")) {
      statement.setDouble(1, 22.0);
      statement.setLong(2, 1);
      assertThat(column(statement.executeQuery())).containsExactly("Living Room");
      statement.setDouble(1, 23.0);
      assertThat(column(statement.executeQuery())).isEmpty();
    }
    try (Connection connection = connect(server.token());
        PreparedStatement statement = connection.prepareStatement("SELECT temp FROM home WHERE time > ?")) {
      statement.setString(1, "2022-01-01T08:00:30Z");
      assertThat(column(statement.executeQuery())).containsExactly("22.5");
    }
    try (Connection connection = connect(server.token());
        PreparedStatement statement = connection.prepareStatement("SELECT temp FROM home WHERE room = ?")) {
      statement.setString(1, "Kitchen");
      assertThat(column(statement.executeQuery())).containsExactly("21.0");
    }
  }

  @Test
  void theCatalogIsListed() throws SQLException {
    try (Connection connection = connect(server.token())) {
      assertThat(column(connection.getMetaData().getCatalogs())).containsExactly("public");
      assertThat(column(connection.getMetaData().getSchemas())).contains("iox", "information_schema");
      try (ResultSet tables = connection.getMetaData().getTables(null, "iox", "%", null)) {
        assertThat(tables.next()).isTrue();
        assertThat(tables.getString("TABLE_NAME")).isEqualTo("home");
      }
      List<String> columns = new ArrayList<>();
      try (ResultSet found = connection.getMetaData().getColumns(null, "iox", "home", "%")) {
        while (found.next()) {
          columns.add(found.getString("COLUMN_NAME") + " " + found.getString("TYPE_NAME"));
        }
      }
      assertThat(columns).containsExactlyInAnyOrder(
          "co BIGINT", "note VARCHAR", "ok BOOLEAN", "room VARCHAR", "temp DOUBLE", "time TIMESTAMP");
      assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("InfluxDB IOx");
      assertThat(connection.getMetaData().isReadOnly()).isTrue();
    }
  }

  @Test
  void mistakesAreNamed() throws SQLException {
    try (Connection connection = connect(server.token()); Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM nothing"))
          .isInstanceOf(SQLException.class).hasStackTraceContaining("table 'public.iox.nothing' not found");
    }
    assertThatThrownBy(() -> {
      try (Connection stranger = connect("wrong"); Statement statement = stranger.createStatement()) {
        statement.executeQuery("SELECT 1");
      }
    }).isInstanceOf(SQLException.class).hasStackTraceContaining("not authenticated");
  }

  private static List<String> column(ResultSet rows) throws SQLException {
    List<String> values = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }
}
