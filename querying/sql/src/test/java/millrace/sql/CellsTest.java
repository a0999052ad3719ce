package millrace.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import millrace.base.MillraceException;
import millrace.sql.duck.Cells;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Results come as arrays where there is a kind of array for their type.
class CellsTest {
  private static Home home;

  @BeforeAll
  static void open() {
    home = new Home();
  }

  @AfterAll
  static void close() {
    home.close();
  }

  private static SqlBatch first(String text) {
    try (SqlResult result = home.engine().query(Home.request(text))) {
      return result.next().orElseThrow();
    }
  }

  @Test
  void eachTypeHasItsArray() {
    SqlBatch batch = first("SELECT time, temp, co, hum, room, room = 'Kitchen' AS b, CAST(co AS INT) AS i, CAST(time AS DATE) AS d,"
        + " CAST(temp AS FLOAT) AS f, CAST(co AS BIGINT UNSIGNED) AS u, [co] AS l FROM home ORDER BY room, time");
    assertThat(List.of(0, 2, 6, 7, 9)).allSatisfy(column -> assertThat(batch.cells(column)).isInstanceOf(Cells.Longs.class));
    assertThat(List.of(1, 3)).allSatisfy(column -> assertThat(batch.cells(column)).isInstanceOf(Cells.Doubles.class));
    assertThat(batch.cells(4)).isInstanceOf(Cells.Texts.class);
    assertThat(batch.cells(5)).isInstanceOf(Cells.Booleans.class);
    assertThat(batch.cells(10)).isInstanceOf(Cells.Objects.class);
    assertThat(((Cells.Longs) batch.cells(0)).values()).startsWith(Home.START, Home.START + Home.HOUR, Home.START + 2 * Home.HOUR);
    assertThat(((Cells.Texts) batch.cells(4)).text(3)).isEqualTo("Living Room");
    assertThat(batch.cells(3).isNull(4)).isTrue();
    assertThat(batch.cells(3).isNull(3)).isFalse();
    assertThat(batch.value(3, 4)).isNull();
    assertThat(batch.value(10, 2)).isEqualTo(List.of(7L));
    assertThat(batch.value(8, 1)).isEqualTo(23.0);
  }

  @Test
  void textsOfAnyLengthAreCopiedWhole() {
    SqlBatch batch = first("SELECT repeat('ä', value) AS s FROM range(0, 2000, 1)");
    for (int row = 0; row < 2000; row++) {
      assertThat(((Cells.Texts) batch.cells(0)).text(row)).isEqualTo("ä".repeat(row));
    }
  }

  @Test
  void unsignedNumbersBeyondLongsAreTheirBits() {
    SqlBatch batch = first("SELECT CAST('18446744073709551615' AS BIGINT UNSIGNED) AS u");
    assertThat(((Cells.Longs) batch.cells(0)).values()[0]).isEqualTo(-1L);
    assertThat(batch.value(0, 0)).isEqualTo(new BigInteger("18446744073709551615"));
  }

  @Test
  void timesOutsideOfNanosecondsAreRefused() {
    assertThatThrownBy(() -> home.run("SELECT CAST('9000-01-01' AS timestamp_s) AS x")).isInstanceOf(MillraceException.class)
        .hasMessageContaining("Arithmetic overflow");
  }
}
