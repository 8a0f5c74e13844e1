package io.taskflow.benchmarks.report;

import java.util.Locale;

/** Writes a picture of bars and texts. Not thread-safe. */
final class Svg {

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  Svg(int width, int height) {
    this.width = width;
    this.height = height;
  }

  void bar(double x, double y, double barWidth, double barHeight, String colour) {
    append(
        "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>",
        x, y, barWidth, barHeight, colour);
  }

  void line(double x1, double y1, double x2, double y2, String colour) {
    append("<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s'/>", x1, y1, x2, y2, colour);
  }

  /** Begins at x. */
  void text(double x, double y, String text) {
    append("<text x='%.1f' y='%.1f'>%s</text>", x, y, escaped(text));
  }

  /** Ends at x. */
  void textBefore(double x, double y, String text) {
    append("<text x='%.1f' y='%.1f' text-anchor='end'>%s</text>", x, y, escaped(text));
  }

  private void append(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  @Override
  public String toString() {
    return """
        <svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='12'>
        <rect width='100%%' height='100%%' fill='white'/>
        %s</svg>
        """
        .formatted(width, height, body);
  }
}
