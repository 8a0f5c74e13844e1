package io.taskflow.engine.plan;

import java.util.List;
import java.util.stream.Collectors;

/** A flow can't be run as it is written. Says everything that is wrong with it. */
public final class InvalidFlowException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 20;

  private final transient List<FlowProblem> problems;
  private final int count;

  /**
   * @param flow name of the outermost flow
   * @param problems the first of them
   * @param count how many there are; at least the size of the list
   */
  InvalidFlowException(String flow, List<FlowProblem> problems, int count) {
    super(message(flow, problems, count));
    this.problems = List.copyOf(problems);
    this.count = count;
  }

  /** The problems, in the order of the flow; the first 1,000 if there are more. */
  public List<FlowProblem> problems() {
    return problems;
  }

  /** How many problems there are. */
  public int count() {
    return count;
  }

  private static String message(String flow, List<FlowProblem> problems, int count) {
    String shown =
        problems.stream()
            .limit(SHOWN)
            .map(problem -> "\n  " + problem)
            .collect(Collectors.joining());
    int more = count - Math.min(SHOWN, problems.size());
    return "the flow '%s' can't be run, it has %d problem%s:%s%s"
        .formatted(
            flow,
            count,
            count == 1 ? "" : "s",
            shown,
            more == 0 ? "" : "\n  and " + more + " more");
  }
}
