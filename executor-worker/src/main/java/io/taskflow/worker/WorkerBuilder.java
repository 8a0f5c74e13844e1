package io.taskflow.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.json.MessageLimits;
import io.taskflow.protocol.security.MessageSecurity;
import io.taskflow.protocol.security.PayloadKeys;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.WorkerSettings.Limits;
import io.taskflow.worker.WorkerSettings.Timing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a worker is to be, and starts it. A transport, at least one topic and the tasks
 * must be given; all else has a default. Not thread-safe.
 */
public final class WorkerBuilder {

  /** How many tasks run at once unless said otherwise. */
  public static final int DEFAULT_SLOTS = 16;

  /** Most deliveries that a consumer may hold; brokers allow no more on their replicated queues. */
  public static final int MAX_PREFETCH = 2_000;

  private @Nullable Transport transport;
  private Topology topology = Topology.defaults();
  private final Set<String> topics = new LinkedHashSet<>();
  private @Nullable TaskRegistry registry;
  private String name = "worker";
  private int slots = DEFAULT_SLOTS;
  private int prefetch;
  private MeterRegistry meterRegistry = new CompositeMeterRegistry();
  private InstantSource clock = InstantSource.system();
  private MessageLimits messageLimits = MessageLimits.defaults();
  private Duration startedAfter = Timing.DEFAULT.startedAfter();
  private Duration progressInterval = Timing.DEFAULT.progressInterval();
  private Duration leaseAfter = Timing.DEFAULT.leaseAfter();
  private Duration lease = Timing.DEFAULT.lease();
  private Duration interruptGrace = Timing.DEFAULT.interruptGrace();
  private Duration announceEvery = Timing.DEFAULT.announceEvery();
  private Duration drainTimeout = Timing.DEFAULT.drainTimeout();
  private MessageSecurity security = MessageSecurity.NONE;
  private @Nullable PayloadKeys payloadKeys;
  private SecretResolver secrets = SecretResolver.none();
  private int poisonLimit = Limits.DEFAULT.poisonLimit();

  WorkerBuilder() {}

  /** The link to the broker. The worker uses it and does not close it. */
  public WorkerBuilder transport(Transport value) {
    transport = value;
    return this;
  }

  /** The names at the broker; the same as the engine's. */
  public WorkerBuilder topology(Topology value) {
    topology = value;
    return this;
  }

  /** One more topic to take requests from. */
  public WorkerBuilder topic(String value) {
    return topics(List.of(value));
  }

  /** More topics to take requests from. */
  public WorkerBuilder topics(Collection<String> values) {
    for (String topic : values) {
      if (!topic.matches("[A-Za-z0-9._-]{1,100}")) {
        throw new IllegalArgumentException(
            "a topic must be 1 to 100 letters, digits, '.', '_' and '-', but is '" + topic + "'");
      }
      topics.add(topic);
    }
    return this;
  }

  /** The tasks it can run. */
  public WorkerBuilder tasks(TaskRegistry value) {
    registry = value;
    return this;
  }

  /** The tasks it can run. */
  public WorkerBuilder tasks(TaskProvider... providers) {
    return tasks(TaskRegistry.of(providers));
  }

  /** How many tasks run at once; at least 1, by default {@value #DEFAULT_SLOTS}. */
  public WorkerBuilder slots(int value) {
    slots = value;
    return this;
  }

  /**
   * How many unanswered requests the broker hands out for each topic: at least as many as there are
   * slots. By default as many as slots, and more while tasks are shorter than the way to the broker
   * and back; what waits too long then goes back, for idle neighbours to run.
   */
  public WorkerBuilder prefetch(int value) {
    prefetch = value;
    return this;
  }

  /** Part of its identity and a tag of its metrics; by default {@code worker}. */
  public WorkerBuilder name(String value) {
    name = value;
    return this;
  }

  /** Where its metrics go; by default nowhere. */
  public WorkerBuilder meterRegistry(MeterRegistry value) {
    meterRegistry = value;
    return this;
  }

  /** What tells the time of day; by default the system's clock. */
  public WorkerBuilder clock(InstantSource value) {
    clock = value;
    return this;
  }

  /** How messages are signed and whose are believed; by default none are, and all. */
  public WorkerBuilder security(MessageSecurity value) {
    security = value;
    return this;
  }

  /** Decrypts what engines encrypt, and encrypts answers; by default they are in the clear. */
  public WorkerBuilder payloadKeys(PayloadKeys value) {
    payloadKeys = value;
    return this;
  }

  /** Finds the secrets to which arguments refer; by default there are none. */
  public WorkerBuilder secrets(SecretResolver value) {
    secrets = value;
    return this;
  }

  /** How large requests and results may be; the same as the engine's. */
  public WorkerBuilder messageLimits(MessageLimits value) {
    messageLimits = value;
    return this;
  }

  /** An attempt that runs longer says that it has started; by default 250 ms. */
  public WorkerBuilder startedAfter(Duration value) {
    startedAfter = value;
    return this;
  }

  /** The least time between two progress replies of an attempt; by default 100 ms. */
  public WorkerBuilder progressInterval(Duration value) {
    progressInterval = value;
    return this;
  }

  /**
   * An attempt that runs longer is handed over to a lease; by default 5 minutes. Must be well below
   * the time for which the broker lets a consumer hold a delivery, usually 30 minutes.
   */
  public WorkerBuilder leaseAfter(Duration value) {
    leaseAfter = value;
    return this;
  }

  /** How long a lease lasts, unless the request says otherwise; by default 60 s. */
  public WorkerBuilder lease(Duration value) {
    lease = value;
    return this;
  }

  /**
   * How long code may take to end after it was interrupted; by default 2 s. After that its attempt
   * is answered without it.
   */
  public WorkerBuilder interruptGrace(Duration value) {
    interruptGrace = value;
    return this;
  }

  /** How often it says that it is alive; by default every 5 s. */
  public WorkerBuilder announceEvery(Duration value) {
    announceEvery = value;
    return this;
  }

  /** How long a drain that was asked for over the broker may take; by default 30 s. */
  public WorkerBuilder drainTimeout(Duration value) {
    drainTimeout = value;
    return this;
  }

  /**
   * A request that was delivered so often before is answered as failed; by default 5. Must be below
   * the topology's delivery limit.
   */
  public WorkerBuilder poisonLimit(int value) {
    poisonLimit = value;
    return this;
  }

  /**
   * Starts the worker. It returns before the broker can be reached, if it can't: requests are then
   * taken as soon as it can.
   *
   * @throws IllegalArgumentException if a setting is missing or out of its bounds
   * @throws io.taskflow.protocol.transport.TransportException if the broker refuses the queues
   */
  public Worker start() {
    WorkerCore core = start(UUID.randomUUID().toString().substring(0, 8), ThreadedLoop::new);
    try {
      core.awaitQueues();
      core.begin();
    } catch (RuntimeException e) {
      core.drain(Duration.ZERO).join();
      throw e;
    }
    return new Worker(core);
  }

  /**
   * As {@link #start}, but the worker does nothing by itself: its caller calls {@link
   * ManualWorker#step}.
   *
   * @param nanoTime nanoseconds that pass evenly, from an arbitrary beginning
   * @param chance what random numbers are taken from
   * @param launcher runs the code of tasks
   */
  public ManualWorker manual(LongSupplier nanoTime, RandomGenerator chance, TaskLauncher launcher) {
    ManualLoop loop = new ManualLoop(nanoTime, chance, launcher);
    String suffix = HexFormat.of().toHexDigits(chance.nextInt());
    WorkerCore core = start(suffix, identity -> loop);
    core.begin();
    return new ManualWorker(core, loop);
  }

  private WorkerCore start(String suffix, Function<String, WorkerLoop> loops) {
    Transport link = required(transport, "a transport");
    TaskRegistry tasks = required(registry, "tasks");
    WorkerSettings settings = settings(suffix);
    WorkerMetrics metrics = new WorkerMetrics(meterRegistry, name, tasks);
    WorkerCore core =
        new WorkerCore(
            settings,
            loops.apply(settings.identity()),
            security.secure(link, topology, metrics::refused),
            topology,
            new MessageCodec(messageLimits, payloadKeys),
            clock,
            tasks,
            metrics);
    try {
      core.start();
    } catch (RuntimeException e) {
      core.abandon();
      throw e;
    }
    return core;
  }

  private WorkerSettings settings(String suffix) {
    require(!topics.isEmpty(), "a worker needs at least one topic");
    require(
        name.matches("[A-Za-z0-9._-]{1,100}"),
        "a worker's name must be 1 to 100 letters, digits, '.', '_' and '-', but is '"
            + name
            + "'");
    require(slots >= 1, "slots must be at least 1, but are " + slots);
    int wanted = prefetch == 0 ? Math.min(slots, MAX_PREFETCH) : prefetch;
    require(
        wanted >= Math.min(slots, MAX_PREFETCH) && wanted <= MAX_PREFETCH,
        "prefetch must be from the number of slots ("
            + slots
            + ") to "
            + MAX_PREFETCH
            + ", but is "
            + wanted);
    require(
        poisonLimit >= 1 && poisonLimit < topology.deliveryLimit(),
        "the poison limit must be from 1 to below the topology's delivery limit ("
            + topology.deliveryLimit()
            + "), but is "
            + poisonLimit);
    return new WorkerSettings(
        name + "-" + suffix,
        List.copyOf(topics),
        slots,
        wanted,
        prefetch == 0 ? Math.max(wanted, TakeAhead.MOST) : wanted,
        timing(),
        new Limits(
            poisonLimit,
            Limits.DEFAULT.recentReplies(),
            Limits.DEFAULT.recentReplyBytes(),
            Limits.DEFAULT.recentCancels()),
        secrets);
  }

  private Timing timing() {
    return new Timing(
        positive("started after", startedAfter),
        positive("progress interval", progressInterval),
        positive("lease after", leaseAfter),
        positive("lease", lease),
        positive("interrupt grace", interruptGrace),
        positive("announce every", announceEvery),
        positive("drain timeout", drainTimeout));
  }

  private static Duration positive(String what, Duration value) {
    require(value.isPositive(), "'" + what + "' must be longer than nothing, but is " + value);
    return value;
  }

  private static <T> T required(@Nullable T value, String what) {
    if (value == null) {
      throw new IllegalArgumentException("a worker needs " + what);
    }
    return value;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
