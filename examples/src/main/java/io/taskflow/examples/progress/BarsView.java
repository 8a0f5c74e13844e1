package io.taskflow.examples.progress;

import io.taskflow.examples.progress.Progress.Stage;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A block of bars, counts and news that is drawn again in its place, for terminals that understand
 * the usual control sequences.
 */
public final class BarsView implements ProgressView {

  private static final int LEAST_COLUMNS = 40;
  private static final int MOST_COLUMNS = 120;
  private static final int NAME_COLUMNS = 9;
  private static final int COUNT_COLUMNS = 26;

  private static final String GREEN = "\033[32m";
  private static final String YELLOW = "\033[33m";
  private static final String RED = "\033[31m";
  private static final String GREY = "\033[90m";
  private static final String BOLD = "\033[1m";
  private static final String RESET = "\033[0m";
  private static final String CLEAR_TO_END_OF_LINE = "\033[K";
  private static final String CLEAR_BELOW = "\033[J";

  private final PrintStream out;
  private final int columns;
  private int linesDrawn;

  /**
   * Draws there.
   *
   * @param columns width of the terminal
   */
  public BarsView(PrintStream out, int columns) {
    this.out = out;
    this.columns = Math.clamp(columns, LEAST_COLUMNS, MOST_COLUMNS);
  }

  @Override
  public void show(Progress progress) {
    List<String> lines = new ArrayList<>();
    lines.add(head(progress));
    progress.stages().forEach(stage -> lines.add(bar(stage)));
    progress
        .tasksByWorker()
        .forEach((worker, tasks) -> lines.add(GREY + cut(worker(worker, tasks)) + RESET));
    progress.news().forEach(text -> lines.add(cut("  · " + text)));
    draw(lines);
  }

  @Override
  public void finish(Progress progress) {
    show(progress);
    linesDrawn = 0;
  }

  private void draw(List<String> lines) {
    StringBuilder frame = new StringBuilder();
    if (linesDrawn > 0) {
      frame.append("\033[").append(linesDrawn).append("F");
    }
    lines.forEach(line -> frame.append(line).append(CLEAR_TO_END_OF_LINE).append('\n'));
    frame.append(CLEAR_BELOW);
    out.print(frame);
    out.flush();
    linesDrawn = lines.size();
  }

  private String head(Progress progress) {
    long seconds = progress.elapsed().toSeconds();
    String text =
        "%s  %s  %d of %d tasks  %02d:%02d"
            .formatted(
                progress.title(),
                progress.status(),
                progress.done(),
                progress.total(),
                seconds / 60,
                seconds % 60);
    return BOLD + cut(text) + RESET;
  }

  private String bar(Stage stage) {
    int width = columns - NAME_COLUMNS - COUNT_COLUMNS;
    int done = cells(stage.done(), stage.total(), width);
    int failed = Math.min(width - done, cells(stage.failed(), stage.total(), width));
    int reverted = Math.min(width - done - failed, cells(stage.reverted(), stage.total(), width));
    int running =
        Math.min(width - done - failed - reverted, cells(stage.running(), stage.total(), width));
    int rest = width - done - failed - reverted - running;
    return "%-9s".formatted(stage.name())
        + GREEN
        + "█".repeat(done)
        + RED
        + "█".repeat(failed)
        + YELLOW
        + "▒".repeat(reverted)
        + GREEN
        + "▒".repeat(running)
        + GREY
        + "░".repeat(rest)
        + RESET
        + counts(stage);
  }

  private static String counts(Stage stage) {
    String text = " %d/%d".formatted(stage.done(), stage.total());
    if (stage.failed() > 0) {
      text += " " + stage.failed() + " failed";
    }
    return stage.reverted() == 0 ? text : text + " " + stage.reverted() + " reverted";
  }

  /** Something is shown as soon as there is anything, and all only when there is all. */
  private static int cells(int part, int whole, int width) {
    if (part <= 0 || whole <= 0) {
      return 0;
    }
    return Math.clamp((long) part * width / whole, 1, width);
  }

  private static String worker(String worker, int tasks) {
    return "  %s has answered %d".formatted(worker, tasks);
  }

  private String cut(String text) {
    String oneLine = text.replace('\n', ' ').replace('\033', ' ');
    return oneLine.length() <= columns ? oneLine : oneLine.substring(0, columns - 1) + "…";
  }
}
