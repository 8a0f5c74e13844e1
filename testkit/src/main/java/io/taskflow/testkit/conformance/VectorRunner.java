package io.taskflow.testkit.conformance;

import io.taskflow.engine.plan.InvalidFlowException;
import io.taskflow.testkit.conformance.facts.Comparison;
import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.facts.Mismatch;
import io.taskflow.testkit.conformance.vector.Vector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Holds the machine against vectors: each is run once with everything in order, and once for each
 * seed with workers that chance drives. Immutable, hence thread-safe.
 */
public final class VectorRunner {

  private final List<Long> seeds;

  /**
   * @param seeds of the random runs; the same seed gives the same run
   */
  public VectorRunner(List<Long> seeds) {
    this.seeds = List.copyOf(seeds);
  }

  /** Runs a vector until a run fails. */
  public Verdict run(Vector vector) {
    SortedSet<String> differences = new TreeSet<>();
    Set<Object> walked = new HashSet<>();
    String schedule = "in order";
    List<Mismatch> mismatches = run(vector, null, differences, walked);
    for (int i = 0; i < seeds.size() && mismatches.isEmpty(); i++) {
      long seed = seeds.get(i);
      schedule = "seed " + seed;
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      mismatches = run(vector, random, differences, walked);
    }
    return new Verdict(vector.id(), schedule, mismatches, differences, walked);
  }

  private static List<Mismatch> run(
      Vector vector,
      @Nullable RandomGenerator random,
      SortedSet<String> differences,
      Set<Object> walked) {
    try {
      return compare(vector, random, differences, walked);
    } catch (RuntimeException e) {
      return List.of(Mismatch.broken("defect", e.toString()));
    }
  }

  private static List<Mismatch> compare(
      Vector vector,
      @Nullable RandomGenerator random,
      SortedSet<String> differences,
      Set<Object> walked) {
    Facts recorded = Facts.expected(vector.expect());
    boolean complete = Facts.complete(vector.expect());
    MachineRun run;
    try {
      run = new MachineRun(Compiled.of(vector), random);
    } catch (InvalidFlowException e) {
      return Comparison.compare(recorded, Differences.observed(vector, e, differences), complete);
    }
    Facts observed = run.run();
    walked.addAll(run.journal().walked());
    Seen seen = new Seen(observed, run.journal().state(), run.journal().current());
    Facts expected = Differences.expected(vector, recorded, seen, differences);
    List<Mismatch> mismatches = new ArrayList<>(run.journal().broken());
    mismatches.addAll(Comparison.compare(expected, observed, complete));
    return mismatches;
  }
}
