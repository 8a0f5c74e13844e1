package io.taskflow.engine.plan;

import io.taskflow.engine.plan.FlowProblem.Code;
import io.taskflow.engine.plan.FlowProblem.Input;
import io.taskflow.flow.Part;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with a flow while it is compiled. Belongs to one compilation, on its
 * thread.
 */
final class Problems {

  /** More would not be read by anybody, but cost memory with flows of 100,000 tasks. */
  private static final int MAX_KEPT = 1_000;

  private final FlowTree tree;
  private final List<FlowProblem> kept = new ArrayList<>();
  private final Set<Code> codes = EnumSet.noneOf(Code.class);
  private int count;

  Problems(FlowTree tree) {
    this.tree = tree;
  }

  void add(Code code, int entry, String message) {
    add(code, entry, null, null, message);
  }

  void add(Code code, int entry, @Nullable Part part, String message) {
    add(code, entry, null, part, message);
  }

  void add(Code code, int entry, Input input, String message) {
    add(code, entry, input, new Part.Argument(input.action(), input.argument()), message);
  }

  private void add(
      Code code, int entry, @Nullable Input input, @Nullable Part part, String message) {
    count++;
    codes.add(code);
    if (kept.size() < MAX_KEPT) {
      kept.add(new FlowProblem(code, tree.path(entry), input, message, part));
    }
  }

  /** Whether more would only be counted, so that a costly message is not worth making. */
  boolean full() {
    return kept.size() >= MAX_KEPT;
  }

  /** Whether items stand in an order that can be relied on. */
  boolean orderKnown() {
    return !(codes.contains(Code.CYCLE)
        || codes.contains(Code.AMBIGUOUS_DEPENDENCY)
        || codes.contains(Code.UNKNOWN_LINK_END)
        || codes.contains(Code.UNKNOWN_TARGET));
  }

  void throwIfAny() {
    if (count > 0) {
      throw new InvalidFlowException(tree.element(FlowTree.ROOT).name(), kept, count);
    }
  }
}
