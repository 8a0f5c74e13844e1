package io.taskflow.engine.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.taskflow.engine.control.Controls;
import io.taskflow.engine.events.Announcer;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.listen.FlowListener;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Names;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.json.MessageLimits;
import io.taskflow.protocol.security.MessageSecurity;
import io.taskflow.protocol.security.PayloadKeys;
import io.taskflow.protocol.security.RefusedMessages;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Describes an {@link Engine}. Not thread-safe. */
public final class EngineBuilder {

  private @Nullable Transport transport;
  private @Nullable Journal journal;
  private Topology topology = Topology.defaults();
  private @Nullable String name;
  private @Nullable MeterRegistry meters;
  private Duration leaseFor = Duration.ofSeconds(10);
  private @Nullable Duration keepEnded;
  private Bounds bounds = Bounds.DEFAULTS;
  private FlowOptions flowOptions = FlowOptions.DEFAULTS;
  private final List<FlowListener> listeners = new ArrayList<>();
  private Controls controls = Controls.NONE;
  private final Map<String, Flow> flows = new TreeMap<>();
  private final Set<String> topics = new LinkedHashSet<>();
  private MessageSecurity security = MessageSecurity.NONE;
  private @Nullable PayloadKeys payloadKeys;

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

  /**
   * What the engine is called in logs and leases; default: the process's number and a random part.
   * Two engines that share a journal must not have one name at the same time: each would take the
   * partitions of the other for its own.
   *
   * @throws IllegalArgumentException if it is blank, longer than {@link Names#MAX_NAME_LENGTH} or
   *     contains a control character or half a surrogate pair
   */
  public EngineBuilder name(String own) {
    Names.requireName("the name of an engine", own, Names.MAX_NAME_LENGTH);
    this.name = own;
    return this;
  }

  /**
   * Topics whose queues the engine declares, so that requests wait there for the first worker, and
   * so that workers need no permission to declare them; default: none, workers declare their own.
   *
   * @throws IllegalArgumentException if a topic is not 1 to 100 of {@code A-Z a-z 0-9 . _ -}
   */
  public EngineBuilder topics(String... names) {
    for (String topic : names) {
      if (!topic.matches("[A-Za-z0-9._-]{1,100}")) {
        throw new IllegalArgumentException(
            "a topic must be 1 to 100 letters, digits, '.', '_' and '-', but is '" + topic + "'");
      }
      topics.add(topic);
    }
    return this;
  }

  /** How messages are signed and whose are believed; default: none are, and all. */
  public EngineBuilder security(MessageSecurity signatures) {
    this.security = signatures;
    return this;
  }

  /**
   * Encrypts arguments, results, failures and details in messages and notifications; default: they
   * are in the clear. Workers need the same keys. The journal is not encrypted.
   */
  public EngineBuilder payloadKeys(PayloadKeys keys) {
    this.payloadKeys = keys;
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

  /**
   * How long flows are kept after their end; default for ever. After that they are forgotten, with
   * their history and with definitions that no other flow has: a handle of one finds nothing, and
   * the key of its submission is free again. Flows that a person should look at are kept. Engines
   * that share a journal should agree. From 1 second.
   */
  public EngineBuilder keepEnded(Duration time) {
    if (time.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("keepEnded must be at least 1 s, but is " + time);
    }
    this.keepEnded = time;
    return this;
  }

  /**
   * After how many entries of a flow in the journal its state is stored as a whole, at the
   * earliest: it is read from there then, and not from its first entry. Later if the state is
   * large: when the entries after the last snapshot have become as large as that. From 1; default
   * 500.
   */
  public EngineBuilder snapshotEvery(int entries) {
    requirePositive("snapshotEvery", entries);
    this.bounds = bounds.withSnapshotEvery(entries);
    return this;
  }

  /**
   * How many of its last entries are kept, at least, of a flow that goes on for long; earlier ones
   * are deleted with a snapshot, when their notifications have been published. What a flow is and
   * does never depends on them. From 1; default 10,000.
   */
  public EngineBuilder keepEntries(int entries) {
    requirePositive("keepEntries", entries);
    this.bounds = bounds.withKeepEntries(entries);
    return this;
  }

  /**
   * How many requests of one topic a partition has with the broker and the workers at once. What
   * goes beyond waits in the journal and is sent when answers arrive, one of each flow in turn; no
   * limit of its time counts until then. When a topic has as many flows that wait, no more flows
   * are started. From 1; default 10,000.
   */
  public EngineBuilder maxOutstanding(int requests) {
    requirePositive("maxOutstanding", requests);
    this.bounds = bounds.withMaxOutstanding(requests);
    return this;
  }

  /**
   * How long a request waits for a worker before {@link Engine#attention} lists it, if no live
   * worker serves its topic or knows its type; the engine must have heard announcements for as
   * long. From 100 ms; default 15 s.
   */
  public EngineBuilder parkedAfter(Duration time) {
    requireLong("parkedAfter", time);
    this.bounds = bounds.withParkedAfter(time);
    return this;
  }

  /**
   * When a request is taken for lost, because its queue, or the inbox with its answer, was purged:
   * when no worker can have it waiting any more, and nothing was heard of it for so much longer
   * than the workers of its topic may run it before they are heard of. That is their {@code
   * leaseAfter}, 5 minutes unless they were told otherwise, which they announce; half an hour if
   * they don't. It is sent again then; an attempt that must not run twice has failed. From 100 ms;
   * default 60 s.
   */
  public EngineBuilder lostAfter(Duration time) {
    requireLong("lostAfter", time);
    this.bounds = bounds.withLostAfter(time);
    return this;
  }

  private static void requireLong(String setting, Duration time) {
    if (time.compareTo(Duration.ofMillis(100)) < 0) {
      throw new IllegalArgumentException(setting + " must be at least 100 ms, but is " + time);
    }
  }

  private static void requirePositive(String setting, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(setting + " must be at least 1, but is " + value);
    }
  }

  /** Settings of flows that are submitted without their own. */
  public EngineBuilder flowOptions(FlowOptions options) {
    this.flowOptions = options;
    return this;
  }

  /** Adds a listener that hears of all flows that this engine drives. */
  public EngineBuilder listener(FlowListener listener) {
    listeners.add(listener);
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
   * Registers a flow that others may have as a child flow, by name. A definition is stored with
   * each flow that is submitted and may begin it, so that every engine can go on with that, also
   * when another definition, or none, is registered later. Engines that take submissions of the
   * same flows need the same.
   *
   * @throws IllegalArgumentException if the name is blank, too long, or taken by another flow
   */
  public EngineBuilder flow(String registeredName, Flow flow) {
    Names.requireName("the registered name of a flow", registeredName, Names.MAX_NAME_LENGTH);
    Flow other = flows.putIfAbsent(registeredName, flow);
    if (other != null && !other.equals(flow)) {
      throw new IllegalArgumentException(
          "another flow is registered as '" + registeredName + "' already");
    }
    return this;
  }

  /**
   * Starts the engine: declares the topology, takes its share of the partitions, goes on with their
   * flows. Does not wait for the broker, which may come later.
   *
   * @throws IllegalStateException if transport or journal was not given
   */
  public Engine start() {
    return new EngineNode(context(new EngineThreads()), topics, true).start();
  }

  /**
   * As {@link #start}, but the engine drives no flows and takes no partitions, also if no other
   * engine lives: it submits flows, shows them, waits for them, and brings what is asked of them to
   * the inboxes of their owners. For programs that come and go beside the engines of an
   * installation. Listeners hear of nothing. What is asked of a flow is refused, as {@link
   * io.taskflow.engine.journal.JournalUnavailableException}, as long as no engine has ever owned
   * its partition. The journal may be one that was opened beside an engine.
   *
   * @throws IllegalStateException if transport or journal was not given
   */
  public Engine client() {
    return new EngineNode(context(new EngineThreads()), topics, false).start();
  }

  /**
   * As {@link #start}, but the engine does nothing by itself: its caller calls {@link
   * ManualEngine#step}.
   *
   * @param clock the time of day
   * @param nanoTime nanoseconds that pass evenly, from an arbitrary beginning
   * @param chance what identities and the order of steps are taken from
   * @throws IllegalStateException if transport or journal was not given
   */
  public ManualEngine manual(InstantSource clock, LongSupplier nanoTime, RandomGenerator chance) {
    ManualDrive drive = new ManualDrive(clock, nanoTime, chance);
    return new ManualEngine(new EngineNode(context(drive), topics, true), drive);
  }

  private EngineContext context(Drive drive) {
    if (transport == null || journal == null) {
      throw new IllegalStateException("an engine needs a transport and a journal");
    }
    String engineName =
        name != null
            ? name
            : "engine-" + ProcessHandle.current().pid() + "-" + drive.newId().value();
    EngineMetrics metrics =
        new EngineMetrics(meters == null ? new CompositeMeterRegistry() : meters);
    Transport secured = security.secure(transport, topology, metrics::refused);
    return new EngineContext(
        engineName,
        secured,
        security,
        topology,
        journal,
        new MessageCodec(MessageLimits.defaults(), payloadKeys),
        new Announcer(topology, payloadKeys),
        new Plans(journal, controls, flows),
        new FlowWatch(new FlowListeners(listeners, metrics)),
        metrics,
        drive,
        leaseFor,
        flowOptions,
        keepEnded,
        new LiveWorkers(drive, secured),
        new QueueDepths(drive, secured),
        bounds,
        new RefusedMessages(transport, topology, metrics::refused));
  }
}
