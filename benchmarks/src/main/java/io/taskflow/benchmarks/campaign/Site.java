package io.taskflow.benchmarks.campaign;

import io.taskflow.benchmarks.load.Load;
import io.taskflow.benchmarks.meter.Disks;
import io.taskflow.benchmarks.meter.ProcessorTime;
import io.taskflow.benchmarks.peer.Peer;
import io.taskflow.benchmarks.raw.Raw;
import io.taskflow.benchmarks.report.Run;
import io.taskflow.benchmarks.report.Variant;
import io.taskflow.benchmarks.work.Job;
import io.taskflow.benchmarks.work.Outcome;
import io.taskflow.protocol.Json;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Servers, the two processes of the raw limit, and those of engines and workers, all there at the
 * same time; only one variant works at any. Closing it ends all of it.
 */
final class Site implements AutoCloseable {

  private static final int HEAP_MEGABYTES = 1_024;

  private final Servers servers;
  private final List<Peer> rawEngines = new ArrayList<>();
  private final List<Peer> rawWorkers = new ArrayList<>();
  private final List<Peer> engines = new ArrayList<>();
  private final List<Peer> workers = new ArrayList<>();

  private Site(Servers servers) {
    this.servers = servers;
  }

  /** Starts it; the processes of the raw limit, or of engines and workers, can be left out. */
  static Site start(Setup setup, Path directory, boolean raw, boolean engine) throws Exception {
    Site site = new Site(Servers.start(directory, setup.store()));
    try {
      site.startPeers(setup, directory, raw, engine);
      return site;
    } catch (RuntimeException e) {
      site.close();
      throw e;
    }
  }

  private void startPeers(Setup setup, Path directory, boolean raw, boolean engine) {
    String broker = servers.broker();
    if (raw) {
      rawEngines.add(
          Raw.engine(directory, broker, servers.jdbcUrl("raw"), setup.queues(), HEAP_MEGABYTES));
      rawWorkers.add(Raw.worker(directory, broker, Setup.RAW_PREFETCH, HEAP_MEGABYTES));
    }
    for (int i = 1; engine && i <= setup.engines(); i++) {
      engines.add(
          Load.engine(
              "engine-" + i,
              directory,
              broker,
              servers.jdbcUrl("engine"),
              setup.queues(),
              setup.listens(),
              HEAP_MEGABYTES));
    }
    for (int i = 1; engine && i <= setup.workers(); i++) {
      workers.add(
          Load.worker(
              "worker-" + i,
              directory,
              broker,
              setup.queues(),
              setup.slots(),
              setup.prefetch(),
              HEAP_MEGABYTES));
    }
  }

  Servers servers() {
    return servers;
  }

  List<Peer> engines() {
    return engines;
  }

  List<Peer> workers() {
    return workers;
  }

  /** Lets a variant carry out a job, and measures it. */
  Run run(Variant variant, Job job) {
    List<Peer> doing = variant == Variant.ENGINE ? engines : rawEngines;
    List<Peer> helping = variant == Variant.ENGINE ? workers : rawWorkers;
    Job share =
        job.withFlows(Math.max(1, job.flows() / doing.size())).withStored(variant != Variant.RAW);
    long confirmed = confirmedByWorkers(variant);
    double broker = servers.brokerMicros();
    double database = servers.databaseMicros();
    double engine = micros(doing);
    double worker = micros(helping);
    double engineCompiler = compilerMicros(doing);
    double workerCompiler = compilerMicros(helping);
    long flushes = Disks.flushes();
    doing.forEach(peer -> peer.begin("run", share));
    Outcome outcome =
        doing.stream()
            .map(peer -> peer.answer("run").as(Outcome.class))
            .reduce(Outcome::and)
            .orElseThrow();
    double steps = outcome.steps();
    engineCompiler = compilerMicros(doing) - engineCompiler;
    workerCompiler = compilerMicros(helping) - workerCompiler;
    return new Run(
        outcome.withMoreMessages(confirmedByWorkers(variant) - confirmed),
        (servers.brokerMicros() - broker) / steps,
        (servers.databaseMicros() - database) / steps,
        (micros(doing) - engine - engineCompiler) / steps,
        (micros(helping) - worker - workerCompiler) / steps,
        (engineCompiler + workerCompiler) / steps,
        (Disks.flushes() - flushes) / steps,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static double compilerMicros(List<Peer> peers) {
    return peers.stream().mapToDouble(peer -> ProcessorTime.compilerMicros(peer.pid())).sum();
  }

  private static double micros(List<Peer> peers) {
    return peers.stream().mapToDouble(peer -> ProcessorTime.micros(peer.pid())).sum();
  }

  /** The raw limit's engine counts those of its worker itself. */
  private long confirmedByWorkers(Variant variant) {
    return variant == Variant.ENGINE
        ? workers.stream().mapToLong(worker -> counter(worker, "confirmed")).sum()
        : 0;
  }

  /** A counter of a worker. */
  static long counter(Peer worker, String name) {
    Json counters = worker.ask("counters", 0);
    return Objects.requireNonNull(counters.member(name)).as(Long.class);
  }

  @Override
  public void close() {
    engines.forEach(Peer::close);
    workers.forEach(Peer::close);
    rawEngines.forEach(Peer::close);
    rawWorkers.forEach(Peer::close);
    servers.close();
  }
}
