package io.taskflow.controller.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much room a terminal has.
 *
 * @param rows lines, at least 5
 * @param columns characters of a line, at least 40
 */
public record TerminalSize(int rows, int columns) {

  private static final TerminalSize USUAL = new TerminalSize(24, 80);

  /** A sequence that takes no room, or a character that does. */
  private static final Pattern PIECE = Pattern.compile("\033\\[[0-9;]*m|.", Pattern.DOTALL);

  private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)\\s*");

  public TerminalSize {
    rows = Math.max(5, rows);
    columns = Math.max(40, columns);
  }

  /** Asks the terminal of this process; 24 lines of 80 characters if it does not say. */
  public static TerminalSize ofThisTerminal() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      Matcher size = SIZE.matcher(answer);
      return stty.waitFor(1, TimeUnit.SECONDS) && size.matches() && !size.group(1).equals("0")
          ? new TerminalSize(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)))
          : USUAL;
    } catch (IOException | NumberFormatException e) {
      return USUAL;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL;
    }
  }

  /** The line, cut so that it stays one; colours take no room. */
  String cut(String line) {
    StringBuilder cut = new StringBuilder();
    int room = columns - 1;
    Matcher piece = PIECE.matcher(line.replace('\n', ' '));
    while (piece.find()) {
      boolean visible = piece.end() - piece.start() == 1;
      if (!visible || room > 0) {
        cut.append(piece.group());
      }
      room -= visible ? 1 : 0;
    }
    return cut.toString();
  }
}
