package io.taskflow.flow;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Names;
import io.taskflow.protocol.OnWorkerLoss;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A task of a flow. {@link Flows#task} begins to build one.
 *
 * @param name unique within the whole flow, 1 to {@value #MAX_NAME_LENGTH} characters
 * @param type what a worker looks the task up by
 * @param version of the type, {@code major.minor}
 * @param topic which workers run it; letters, digits, '.', '_' and '-', at most 100
 * @param requires arguments that execute and revert must have
 * @param optional arguments of execute that it can do without; one that is rebound is required
 * @param provides under which names the result is visible to others
 * @param rebind argument to the symbol it is looked up by, where these differ
 * @param inject symbol to a value for this task alone
 * @param revertible whether the worker has anything to revert; if not, no request is sent for it
 * @param revertRequires arguments of revert; null for those of execute that it must have
 * @param revertRebind as {@code rebind}, for revert; null for that of execute
 * @param executePolicy how often execute is attempted before it counts as failed
 * @param revertPolicy how often revert is attempted before it counts as failed
 * @param delay how long it waits, when everything before it is done, before it is dispatched
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
    AttemptPolicy executePolicy,
    AttemptPolicy revertPolicy,
    Duration delay,
    Timeouts timeouts,
    OnWorkerLoss onWorkerLoss,
    @Nullable Integer priority)
    implements AttemptedSpec {

  /** The version of a task that states none. */
  public static final String DEFAULT_VERSION = "1.0";

  /** The topic of a task that states none. */
  public static final String DEFAULT_TOPIC = "default";

  public TaskSpec {
    Rules.requireName("task name", name);
    Rules.requireName("task type", type);
    Names.requireVersion(version);
    Rules.requireTopic(topic);
    Rules.requireNames("required argument", requires);
    Rules.requireNames("optional argument", optional);
    Rules.requireNames("injected symbol", inject.keySet());
    Rules.requirePriority(priority);
    Rules.requireDelay("delay", delay);
    requires = List.copyOf(requires);
    optional = List.copyOf(optional);
    rebind = copyOfRebind(rebind);
    inject = sorted(inject);
    if (revertRequires != null) {
      Rules.requireNames("argument of revert", revertRequires);
      revertRequires = List.copyOf(revertRequires);
    }
    if (revertRebind != null) {
      revertRebind = copyOfRebind(revertRebind);
    }
  }

  private static Map<String, String> copyOfRebind(Map<String, String> rebind) {
    Rules.requireNames("rebound argument", rebind.keySet());
    Rules.requireNames("symbol of a rebound argument", rebind.values());
    return sorted(rebind);
  }

  @Override
  public TaskSpec named(String other) {
    return new TaskSpec(
        other,
        type,
        version,
        topic,
        requires,
        optional,
        provides,
        rebind,
        inject,
        revertible,
        revertRequires,
        revertRebind,
        executePolicy,
        revertPolicy,
        delay,
        timeouts,
        onWorkerLoss,
        priority);
  }

  @Override
  public AttemptPolicy policy(Action action) {
    return action == Action.EXECUTE ? executePolicy : revertPolicy;
  }

  /** In one order for all, so that equal definitions are written and compiled alike. */
  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return map.isEmpty()
        ? Collections.emptySortedMap()
        : Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /**
   * Limits of time, each 1 ms to ten years; null is no limit.
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

    public Timeouts {
      Rules.requireTimeout("schedule-to-start timeout", scheduleToStart);
      Rules.requireTimeout("start-to-close timeout", startToClose);
      Rules.requireTimeout("heartbeat interval", heartbeat);
    }
  }

  /** Under which names a result is visible to others. */
  public sealed interface Provides {

    /** Those names, in order; a name that is there twice is refused by the compiler. */
    List<String> symbols();

    /** Under none. */
    record Nothing() implements Provides {
      @Override
      public List<String> symbols() {
        return List.of();
      }
    }

    /** The whole result under one name. */
    record Whole(String symbol) implements Provides {
      public Whole {
        Rules.requireName("provided symbol", symbol);
      }

      @Override
      public List<String> symbols() {
        return List.of(symbol);
      }
    }

    /** The result is an array; its elements have these names, in order. */
    record Positional(List<String> symbols) implements Provides {
      public Positional {
        symbols = requireSymbols(symbols);
      }
    }

    /** The result is an object; its members of these names. */
    record Keyed(List<String> symbols) implements Provides {
      public Keyed {
        symbols = requireSymbols(symbols);
      }
    }

    private static List<String> requireSymbols(List<String> symbols) {
      if (symbols.isEmpty()) {
        throw new IllegalArgumentException(
            "a result that is taken apart needs at least one symbol");
      }
      Rules.requireNames("provided symbol", symbols);
      return List.copyOf(symbols);
    }
  }
}
