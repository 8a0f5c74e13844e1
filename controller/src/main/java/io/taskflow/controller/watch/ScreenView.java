package io.taskflow.controller.watch;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;

/** The tree of a flow, drawn again in its place: for terminals. Not thread-safe. */
public final class ScreenView implements FlowView {

  private static final String CLEAR_TO_END_OF_LINE = "\033[K";
  private static final String CLEAR_BELOW = "\033[J";

  private final PrintWriter out;
  private final FlowTree tree;
  private final TerminalSize size;
  private int drawn;

  /** Draws there. */
  public ScreenView(PrintWriter out, FlowTree tree, TerminalSize size) {
    this.out = out;
    this.tree = tree;
    this.size = size;
  }

  @Override
  public void show(FlowSight flow, Instant now) {
    StringBuilder frame = new StringBuilder();
    if (drawn > 0) {
      frame.append("\033[").append(drawn).append('F');
    }
    List<String> lines = tree.lines(flow, now, size.rows() - 2);
    for (String line : lines) {
      frame.append(size.cut(line)).append(CLEAR_TO_END_OF_LINE).append('\n');
    }
    frame.append(CLEAR_BELOW);
    out.print(frame);
    out.flush();
    drawn = lines.size();
  }

  @Override
  public void leave() {
    drawn = 0;
  }
}
