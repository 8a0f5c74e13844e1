package io.taskflow.worker;

import io.taskflow.protocol.ControlMessage.CancelAttempt;
import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.protocol.transport.TransportException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the parts of a worker together and passes between them what concerns more than one. Its
 * methods run on the worker's loop, except where they say otherwise.
 */
final class WorkerCore implements ControlListener.Orders {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerCore.class);
  private static final Duration QUEUES_TIME = Duration.ofSeconds(10);
  private static final Duration FAREWELL_TIME = Duration.ofSeconds(1);

  private final WorkerSettings settings;
  private final Transport transport;
  private final Topology topology;
  private final WorkerLoop loop;
  private final Publisher publisher;
  private final WorkerMetrics metrics;
  private final Slots slots;
  private final Backlog backlog = new Backlog();
  private final ReplyOutlet outlet;
  private final AttemptRunner runner;
  private final RequestIntake intake;
  private final TopicQueues topicQueues;
  private final TopicConsumers consumers;
  private final TakeAhead ahead;
  private final ControlListener control;
  private final Announcer announcer;
  private final Drain drain;
  private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();
  private volatile WorkerState state = WorkerState.RUNNING;
  private @Nullable Consumer controlConsumer;

  WorkerCore(
      WorkerSettings settings,
      WorkerLoop loop,
      Transport transport,
      Topology topology,
      MessageCodec codec,
      InstantSource clock,
      TaskRegistry registry,
      WorkerMetrics metrics) {
    this.settings = settings;
    this.loop = loop;
    this.transport = transport;
    this.topology = topology;
    this.metrics = metrics;
    WorkerSettings.Limits limits = settings.limits();
    WorkerSettings.Timing timing = settings.timing();
    slots = new Slots(settings.slots());
    publisher = transport.publisher(settings.identity());
    outlet = new ReplyOutlet(publisher, loop, metrics);
    ReplyWriter writer = new ReplyWriter(settings.identity(), topology, codec, clock);
    RecentReplies recent = new RecentReplies(limits.recentReplies(), limits.recentReplyBytes());
    Answers answers = new Answers(outlet, recent, metrics);
    Leases leases = new Leases(loop, timing.lease(), writer, outlet, slots, this::settled);
    runner =
        new AttemptRunner(
            loop, settings, clock, slots, writer, outlet, answers, leases, metrics, this::settled);
    intake =
        new RequestIntake(
            loop,
            new Admission(registry, limits.poisonLimit()),
            clock,
            slots,
            backlog,
            runner,
            answers,
            writer,
            new RecentCancels(limits.recentCancels()),
            new HandBack(topology, outlet, metrics),
            new DeadLetters(settings.identity(), topology, writer, outlet, metrics),
            metrics);
    topicQueues = new TopicQueues(settings, transport, topology, codec, outlet, loop);
    consumers = new TopicConsumers(transport, topology, settings, consumerFactory(codec));
    ahead = TakeAhead.of(settings, loop, slots, backlog, consumers, this::aheadChanged);
    control = new ControlListener(codec, loop, this, metrics);
    announcer = new Announcer(settings, registry, slots, topology, codec, clock, outlet);
    drain =
        new Drain(
            loop,
            timing.interruptGrace(),
            runner,
            outlet,
            () -> transport.state() == LinkState.CLOSED || consumers.nothingInHand(),
            this::drained);
    outlet.onIdle(this::idle);
  }

  private Function<String, TopicConsumer> consumerFactory(MessageCodec codec) {
    RequestReader reader = new RequestReader(codec);
    return topic -> new TopicConsumer(topic, loop, reader, this::arrived, this::consumerClosed);
  }

  /** Declares what the worker needs, and listens; on the caller's thread. */
  void start() {
    List<Declaration> declarations = new ArrayList<>(topology.base());
    Declaration controlQueue = ControlListener.queue(topology, settings);
    declarations.add(controlQueue);
    transport.declare(declarations);
    transport.onQueueLost(topicQueues::lost);
    transport.onStateChange((link, reason) -> loop.execute(() -> linkChanged(link, reason)));
    metrics.watch(slots, backlog, outlet, consumers::restarts);
    Consumer listening = transport.consume(controlQueue.name(), 100, control::receive);
    loop.execute(() -> controlConsumer = listening);
  }

  /** Takes requests, and says so. Some brokers mind if a queue is consumed while it is made. */
  void begin() {
    loop.execute(
        () -> {
          if (state != WorkerState.RUNNING) {
            return;
          }
          adaptTo(slots.inTurn());
          announcer.announce();
          loop.every(
              settings.timing().leaseAfter().dividedBy(4),
              () -> intake.giveBackOlderThan(settings.timing().leaseAfter()));
          loop.every(settings.timing().announceEvery(), announcer::announce);
        });
  }

  /**
   * Waits until the queues of all topics are there, unless the broker is out of reach, or slow.
   *
   * @throws TransportException if the broker refuses one of them
   */
  void awaitQueues() {
    try {
      topicQueues.makeMissing().get(QUEUES_TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn(
          "worker {}: not all queues of topics {} are there after {}; it goes on making them",
          settings.identity(),
          settings.topics(),
          QUEUES_TIME);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TransportException refused
          ? refused
          : new IllegalStateException(e.getCause());
    }
  }

  /** Stops what was begun by a start that failed; on the caller's thread. */
  void abandon() {
    publisher.close();
    loop.close();
    metrics.close();
  }

  /**
   * Begins to drain, or brings the deadline forward; callable from any thread.
   *
   * @return completed when the worker has stopped, with whether everything was finished in time
   */
  CompletableFuture<Boolean> drain(Duration within) {
    loop.execute(
        () -> {
          if (!drain.begun()) {
            LOG.info(
                "worker {} drains: {} tasks run, {} requests wait and go back",
                settings.identity(),
                runner.unanswered(),
                backlog.size());
            state = WorkerState.DRAINING;
            announcer.announce(state);
            consumers.stopTaking();
            intake.close();
          }
          drain.begin(within);
        });
    return stopped;
  }

  /** Completed when the worker has stopped; callable from any thread. */
  CompletableFuture<Boolean> stopped() {
    return stopped;
  }

  /** Callable from any thread. */
  WorkerStatus status() {
    return new WorkerStatus(
        settings.identity(),
        state,
        transport.state(),
        slots.capacity(),
        slots.used(),
        slots.stuck(),
        slots.leased(),
        backlog.size(),
        outlet.pending());
  }

  @Override
  public void cancel(CancelAttempt cancel) {
    intake.cancel(cancel);
  }

  @Override
  public void announce() {
    announcer.announce();
  }

  @Override
  public void drain(String worker) {
    if (worker.equals(settings.identity())) {
      drain(settings.timing().drainTimeout());
    }
  }

  private void arrived(HeldDelivery held, RequestReader.Reading reading) {
    intake.arrived(held, reading);
    ahead.look();
  }

  /** Something has ended or is held by a lease now: others may begin, or fewer for long. */
  private void settled() {
    intake.startWaiting();
    if (state == WorkerState.RUNNING) {
      adaptTo(slots.inTurn());
      ahead.look();
    }
    drain.check();
  }

  /** Has no more requests in hand than so many slots will run before long. */
  private void adaptTo(int inTurn) {
    int inHand = consumers.takeFor(inTurn, ahead.taken());
    intake.letWait(inTurn == slots.capacity() ? Integer.MAX_VALUE : inHand);
  }

  private void aheadChanged() {
    if (state == WorkerState.RUNNING) {
      intake.giveBackBeyond(Math.max(0, ahead.taken() * settings.topics().size() - slots.used()));
      adaptTo(slots.inTurn());
    }
  }

  private void idle() {
    if (drain.begun()) {
      loop.execute(drain::check);
    }
  }

  private void consumerClosed() {
    drain.check();
  }

  private void linkChanged(LinkState link, String reason) {
    LOG.info("worker {}: the link to the broker is {}: {}", settings.identity(), link, reason);
    switch (link) {
      case DOWN -> intake.dropLost();
      case UP -> announcer.announce();
      case CLOSED -> {
        outlet.close();
        drain(Duration.ZERO);
      }
      case BLOCKED -> {}
    }
  }

  private void drained(boolean finished) {
    state = WorkerState.STOPPED;
    if (transport.state() == LinkState.UP) {
      announcer.announce(state);
      loop.after(FAREWELL_TIME, () -> close(finished));
      announcer.whenSent(() -> loop.execute(() -> close(finished)));
    } else {
      close(finished);
    }
  }

  private void close(boolean finished) {
    if (stopped.isDone()) {
      return;
    }
    consumers.close();
    if (controlConsumer != null) {
      controlConsumer.close();
    }
    publisher.close();
    metrics.close();
    loop.close();
    LOG.info(
        "worker {} has stopped{}",
        settings.identity(),
        finished ? "" : "; what was not finished goes back to its queue");
    stopped.complete(finished);
  }
}
