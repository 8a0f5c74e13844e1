package io.taskflow.flow;

import java.util.function.UnaryOperator;

/**
 * Where writing a flow begins. Every method returns a builder, and wherever a task or flow is
 * expected its builder will do, so that only the outermost one needs {@code build()}:
 *
 * <pre>{@code
 * Flow release =
 *     linear("release",
 *             task("scan", "files.scan").requires("directory").provides("manifest"),
 *             unordered("checks",
 *                 task("licences", "check.licences").requires("manifest"),
 *                 task("secrets", "check.secrets").requires("manifest")),
 *             task("switch", "release.switch").requires("manifest").notRevertible())
 *         .build();
 * }</pre>
 *
 * Single values are checked at once ({@link IllegalArgumentException}); the flow as a whole is
 * checked when it is compiled, which reports every problem together.
 */
public final class Flows {

  private Flows() {}

  /**
   * A task.
   *
   * @param name unique within the whole flow
   * @param type what a worker looks the task up by, by habit {@code area.verb-noun}
   */
  public static TaskBuilder task(String name, String type) {
    return new TaskBuilder(name, type);
  }

  /**
   * A task once for each element of a list that is known when the flow runs.
   *
   * @param name unique within the whole flow
   * @param over the symbol of the list
   * @param item the symbol by which the task gets its element
   * @param type of the task; what else it needs is said by {@code task}
   * @param task says more about the task, such as its topic
   */
  public static FanOutBuilder forEach(
      String name, String over, String item, String type, UnaryOperator<TaskBuilder> task) {
    TaskBuilder each = task.apply(new TaskBuilder(name, type).requires(item));
    return new FanOutBuilder(name, over, item, each::build);
  }

  /**
   * A flow that is registered at the engine, run as a flow of its own.
   *
   * @param name unique within the whole flow
   * @param flow the name under which it is registered
   */
  public static ChildFlowBuilder childFlow(String name, String flow) {
    return new ChildFlowBuilder(name, flow);
  }

  /**
   * A child flow for each element of a list that is known when the flow runs.
   *
   * @param name unique within the whole flow
   * @param over the symbol of the list
   * @param item the name by which each child gets its element
   * @param flow the name under which the flow is registered
   * @param child says more about the child, such as what else it requires
   */
  public static FanOutBuilder forEachFlow(
      String name, String over, String item, String flow, UnaryOperator<ChildFlowBuilder> child) {
    ChildFlowBuilder each = child.apply(new ChildFlowBuilder(name, flow).requires(item));
    return new FanOutBuilder(name, over, item, each::toItem);
  }

  /** A flow whose parts run one after another; more can be added. */
  public static LinearFlow.Builder linear(String name, FlowPart... parts) {
    return new LinearFlow.Builder(name).add(parts);
  }

  /** A flow whose parts run in any order, at the same time; more can be added. */
  public static UnorderedFlow.Builder unordered(String name, FlowPart... parts) {
    return new UnorderedFlow.Builder(name).add(parts);
  }

  /** A flow whose parts run in the order of what they require and provide; more can be added. */
  public static GraphFlow.Builder graph(String name, FlowPart... parts) {
    return new GraphFlow.Builder(name).add(parts);
  }
}
