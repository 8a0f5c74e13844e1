package io.taskflow.flow;

import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task of a flow.
 *
 * @param name unique within the whole flow
 * @param type what a worker looks the task up by
 * @param version of the type, {@code major.minor}
 * @param topic which workers run it
 * @param requires arguments that execute and revert must have
 * @param optional arguments of execute that it can do without
 * @param provides under which names the result is visible to others
 * @param rebind argument to the symbol it is looked up by, where these differ
 * @param inject symbol to a value for this task alone
 * @param revertible whether the worker has anything to revert; if not, no request is sent for it
 * @param revertRequires arguments of revert; null for those of execute
 * @param revertRebind as {@code rebind}, for revert; null for that of execute
 * @param timeouts limits of time
 * @param onWorkerLoss what becomes of it if its worker dies
 * @param priority 0 (last) to 9 (first) among the requests of its topic; null for the usual
 */
public record TaskSpec(
    String name,
    String type,
    String version,
    String topic,
    List<String> requires,
    List<String> optional,
    Provides provides,
    Map<String, String> rebind,
    Map<String, Json> inject,
    boolean revertible,
    @Nullable List<String> revertRequires,
    @Nullable Map<String, String> revertRebind,
    Timeouts timeouts,
    OnWorkerLoss onWorkerLoss,
    @Nullable Integer priority)
    implements FlowItem {

  /**
   * Limits of time; null is no limit.
   *
   * @param scheduleToStart from the dispatch until a worker begins
   * @param startToClose from the worker's beginning until its end
   * @param heartbeat how often a long attempt must be heard of
   */
  public record Timeouts(
      @Nullable Duration scheduleToStart,
      @Nullable Duration startToClose,
      @Nullable Duration heartbeat) {

    /** No limits. */
    public static final Timeouts NONE = new Timeouts(null, null, null);
  }

  /** Under which names a result is visible to others. */
  public sealed interface Provides {

    /** Under none. */
    record Nothing() implements Provides {}

    /** The whole result under one name. */
    record Whole(String symbol) implements Provides {}

    /** The result is an array; its elements have these names, in order. */
    record Positional(List<String> symbols) implements Provides {}

    /** The result is an object; its members of these names. */
    record Keyed(List<String> symbols) implements Provides {}
  }
}
