package io.taskflow.engine.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.taskflow.engine.control.Controls;
import io.taskflow.engine.events.Announcer;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Describes an {@link Engine}. Not thread-safe. */
public final class EngineBuilder {

  private @Nullable Transport transport;
  private @Nullable Journal journal;
  private Topology topology = Topology.defaults();
  private @Nullable String name;
  private @Nullable MeterRegistry meters;
  private Duration leaseFor = Duration.ofSeconds(10);
  private FlowOptions flowOptions = FlowOptions.DEFAULTS;
  private Controls controls = Controls.NONE;

  EngineBuilder() {}

  /** The link to the broker. The engine uses it, but doesn't close it. Required. */
  public EngineBuilder transport(Transport link) {
    this.transport = link;
    return this;
  }

  /** Where flows are stored. The engine uses it, but doesn't close it. Required. */
  public EngineBuilder journal(Journal store) {
    this.journal = store;
    return this;
  }

  /** Names at the broker; default {@link Topology#defaults}. Engines and workers must agree. */
  public EngineBuilder topology(Topology names) {
    this.topology = names;
    return this;
  }

  /** What the engine is called in logs and leases; default: host and a random part. */
  public EngineBuilder name(String own) {
    this.name = own;
    return this;
  }

  /** Where metrics go; default: nowhere. */
  public EngineBuilder meterRegistry(MeterRegistry registry) {
    this.meters = registry;
    return this;
  }

  /**
   * How long a partition stays this engine's without renewal; others take over after that. From 1
   * second to 5 minutes; default 10 seconds.
   */
  public EngineBuilder leaseFor(Duration time) {
    if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException("leaseFor must be from 1 s to 5 min, but is " + time);
    }
    this.leaseFor = time;
    return this;
  }

  /** Settings of flows that are submitted without their own. */
  public EngineBuilder flowOptions(FlowOptions options) {
    this.flowOptions = options;
    return this;
  }

  /**
   * The retry controllers and conditions that flows may name; default none. Every engine that
   * shares the journal needs the same.
   */
  public EngineBuilder controls(Controls registered) {
    this.controls = registered;
    return this;
  }

  /**
   * Starts the engine: declares the topology, takes its share of the partitions, goes on with their
   * flows. Does not wait for the broker, which may come later.
   *
   * @throws IllegalStateException if transport or journal was not given
   */
  public Engine start() {
    if (transport == null || journal == null) {
      throw new IllegalStateException("an engine needs a transport and a journal");
    }
    String engineName =
        name != null
            ? name
            : "engine-"
                + ProcessHandle.current().pid()
                + "-"
                + FlowId.random(Instant.now()).value();
    return new EngineNode(
        new EngineContext(
            engineName,
            transport,
            topology,
            journal,
            new MessageCodec(),
            new Announcer(topology),
            new Plans(journal, controls),
            new FlowWatch(),
            new EngineMetrics(meters == null ? new CompositeMeterRegistry() : meters),
            InstantSource.system(),
            leaseFor,
            flowOptions));
  }
}
