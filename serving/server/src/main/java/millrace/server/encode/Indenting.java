package millrace.server.encode;

import java.io.IOException;
import java.io.OutputStream;

/// Lays compact JSON out in lines as it passes: one member or element a line, a space after colons. Empty lists and
/// objects stay together.
final class Indenting extends OutputStream {
  private final OutputStream target;
  private final int width;
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean justOpened;

  /// @param width blanks per level
  Indenting(OutputStream target, int width) {
    this.target = target;
    this.width = width;
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      write(source[i]);
    }
  }

  @Override
  public void write(int value) throws IOException {
    if (inString) {
      target.write(value);
      inString = escaped || value != '"';
      escaped = !escaped && value == '\\';
      return;
    }
    boolean closes = value == '}' || value == ']';
    if (justOpened && !closes) {
      depth++;
      line();
    } else if (closes && !justOpened) {
      depth--;
      line();
    }
    justOpened = value == '{' || value == '[';
    target.write(value);
    switch (value) {
      case '"' -> inString = true;
      case ':' -> target.write(' ');
      case ',' -> line();
      default -> {}
    }
  }

  @Override
  public void flush() throws IOException {
    target.flush();
  }

  private void line() throws IOException {
    target.write('\n');
    for (int i = 0; i < depth * width; i++) {
      target.write(' ');
    }
  }
}
