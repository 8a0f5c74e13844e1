package io.taskflow.benchmarks.campaign;

import io.taskflow.benchmarks.report.Result;
import io.taskflow.benchmarks.report.Run;
import io.taskflow.benchmarks.report.Variant;
import io.taskflow.benchmarks.work.Job;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures workloads on one site: the variants take turns, several times.
 *
 * @param workloads in this order
 * @param variants in the order of their turns
 * @param seconds how long each turn lasts at least
 * @param warmUpSeconds how long each variant works on each workload at most before it is measured
 * @param runs how many turns each variant has
 * @param flows how many flows a batch has; 0: as many as the workload says
 */
record Campaign(
    List<Workload> workloads,
    List<Variant> variants,
    double seconds,
    double warmUpSeconds,
    int runs,
    int flows) {

  private static final double WARM_UP_SLICE = 5;

  /** Starts a site, measures, and ends it. */
  List<Result> measure(Setup setup, Path directory, PrintWriter out) throws Exception {
    boolean raw = variants.contains(Variant.RAW) || variants.contains(Variant.RAW_STORED);
    try (Site site = Site.start(setup, directory, raw, variants.contains(Variant.ENGINE))) {
      out.printf(
          "%s; %s; %s queues, %d engines, %d workers%n",
          site.servers().brokerVersion(),
          site.servers().durability(),
          setup.queues(),
          setup.engines(),
          setup.workers());
      List<Result> results = new ArrayList<>();
      for (Workload workload : workloads) {
        results.add(measure(workload, setup, site, out));
      }
      return results;
    }
  }

  /** Until the compilers rest, but not for ever. */
  private void warmUp(Variant variant, Job job, Site site) {
    double slice = Math.min(warmUpSeconds, WARM_UP_SLICE);
    double spent = 0;
    boolean warm = false;
    while (!warm && spent < warmUpSeconds) {
      Run run = site.run(variant, job.withSeconds(slice));
      warm = run.warm();
      spent += run.outcome().seconds();
    }
  }

  private Result measure(Workload workload, Setup setup, Site site, PrintWriter out) {
    Map<Variant, List<Run>> all = new EnumMap<>(Variant.class);
    Job job = flows == 0 ? workload.job() : workload.job().withFlows(flows);
    variants.forEach(variant -> warmUp(variant, job, site));
    for (int turn = 0; turn < runs; turn++) {
      for (Variant variant : variants) {
        Run run = site.run(variant, job.withSeconds(seconds));
        out.printf("  %s %s: %,.0f steps/s%n", workload, variant.title(), run.rate());
        out.flush();
        all.computeIfAbsent(variant, anew -> new ArrayList<>()).add(run);
      }
    }
    return new Result(
        setup.nameOf(workload),
        setup.queues(),
        setup.store(),
        workload.oneAtATime(),
        job.payloadBytes(),
        all);
  }
}
