package io.taskflow.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A workload on one kind of queues and one store; the runs of the variants took turns.
 *
 * @param workload its name, such as {@code W3}
 * @param queues {@code quorum} or {@code classic}
 * @param store {@code postgres} or {@code sqlite}
 * @param oneAtATime whether its figure is a latency, of flows one at a time
 * @param payloadBytes how long what each step returns is; more than 1,000 bytes go to it, too
 * @param runs of each variant, in order
 */
public record Result(
    String workload,
    String queues,
    String store,
    boolean oneAtATime,
    int payloadBytes,
    Map<Variant, List<Run>> runs) {

  /** Whether its figure is how many bytes go through in a second. */
  public boolean large() {
    return payloadBytes > 1_000;
  }

  /** Megabytes a second that go to steps, and as many that come back. */
  public Spread megabytes(Variant variant) {
    return Spread.of(of(variant), run -> run.rate() * payloadBytes / 1e6);
  }

  /** What it is called in a baseline: {@code W3/quorum/postgres}. */
  public String key() {
    return workload + "/" + queues + "/" + store;
  }

  /** The runs of a variant; none if it was left out. */
  public List<Run> of(Variant variant) {
    return runs.getOrDefault(variant, List.of());
  }

  /**
   * The engine as a part of a limit, turn by turn: 1 is as fast. For flows one at a time, how many
   * times faster half of the limit's ended.
   */
  public Spread ratio(Variant limit) {
    List<Run> limits = of(limit);
    List<Run> engine = of(Variant.ENGINE);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(limits.size(), engine.size()); i++) {
      ratios.add(
          oneAtATime
              ? limits.get(i).outcome().p50Millis() / engine.get(i).outcome().p50Millis()
              : engine.get(i).rate() / limits.get(i).rate());
    }
    return Spread.of(ratios, ratio -> ratio);
  }
}
