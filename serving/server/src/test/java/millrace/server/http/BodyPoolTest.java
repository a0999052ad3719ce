package millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.junit.jupiter.api.Test;

class BodyPoolTest {
  private static final int LARGE = 1 << 20;

  @Test
  void givesArraysThatCameBackToThoseWhoFollow() {
    BodyPool pool = new BodyPool(8 * LARGE, 2 * LARGE);
    byte[] first = pool.take(LARGE, LARGE);
    byte[] second = pool.take(LARGE, LARGE);
    assertThat(second).isNotSameAs(first);
    pool.giveBack(first);
    assertThat(pool.take(LARGE / 4, LARGE)).isSameAs(first);
  }

  @Test
  void keepsNoMoreThanItMay() {
    BodyPool pool = new BodyPool(8 * LARGE, LARGE);
    byte[] first = pool.take(LARGE, LARGE);
    byte[] second = pool.take(LARGE, LARGE);
    pool.giveBack(first);
    pool.giveBack(second);
    assertThat(pool.take(LARGE, LARGE)).isSameAs(first);
    assertThat(pool.take(LARGE, LARGE)).isNotSameAs(second);
  }

  @Test
  void refusesWhatWouldBeTooMuchAtATimeUntilSomeCameBack() {
    BodyPool pool = new BodyPool(2 * LARGE, 0);
    byte[] first = pool.take(LARGE, LARGE);
    pool.take(LARGE, LARGE);
    assertThatThrownBy(() -> pool.take(LARGE, LARGE))
        .isInstanceOfSatisfying(
            MillraceException.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
    assertThat(pool.take(1000, 1000)).hasSize(1000);
    pool.giveBack(first);
    assertThat(pool.take(LARGE, LARGE)).hasSize(LARGE);
  }

  @Test
  void isNotUsedUpByBodiesWhetherTheyAreTakenOrRefused() throws IOException {
    RequestBody reader = new RequestBody(LARGE, new BodyPool(4 * LARGE, LARGE));
    byte[] body = new byte[LARGE];
    Arrays.fill(body, (byte) 'x');
    byte[] damaged = Arrays.copyOf(gzip(body), 200);
    for (int round = 0; round < 20; round++) {
      HttpRequest.BodyBytes plain = reader.read(new ByteArrayInputStream(body), round % 2 == 0 ? LARGE : -1, "", false);
      assertThat(Arrays.copyOf(plain.bytes(), plain.length())).isEqualTo(body);
      reader.release(plain);
      HttpRequest.BodyBytes unpacked = reader.read(new ByteArrayInputStream(gzip(body)), -1, "gzip", false);
      assertThat(Arrays.copyOf(unpacked.bytes(), unpacked.length())).isEqualTo(body);
      assertThat(unpacked.bytes().length).isGreaterThanOrEqualTo(unpacked.length() + RequestBody.ROOM);
      reader.release(unpacked);
      assertThatThrownBy(() -> reader.read(new ByteArrayInputStream(new byte[2 * LARGE]), -1, "", false))
          .hasMessageContaining("max request size");
      assertThatThrownBy(() -> reader.read(new ByteArrayInputStream(damaged), -1, "gzip", false))
          .hasMessageContaining("gzip");
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
