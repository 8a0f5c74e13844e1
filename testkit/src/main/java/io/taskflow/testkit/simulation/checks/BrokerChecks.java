package io.taskflow.testkit.simulation.checks;

import io.taskflow.engine.events.Announcer;
import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Decision;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.Moment;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.testkit.simulation.broker.BrokerWatch;
import io.taskflow.testkit.simulation.world.Process;
import io.taskflow.testkit.simulation.world.World;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold of everything that is published and acknowledged, given what is stored. */
public final class BrokerChecks implements BrokerWatch {

  private static final String TASK_REQUEST = "task-request";
  private static final String ANNOUNCEMENT = "worker-announcement";

  private final World world;
  private final Topology topology;
  private final Announcer announcer;
  private final BrokerRecord broker = new BrokerRecord();
  private final JournalChecks journal;
  private final MessageCodec codec = new MessageCodec();

  /** Announcements that came before those that the broker had refused. */
  private final Map<FlowId, Set<Long>> ahead = new HashMap<>();

  /** Flows of which the broker has refused an announcement. */
  private final Set<FlowId> refused = new HashSet<>();

  /** How far a flow was when a signal for it was sent. */
  private final Map<OutgoingMessage, Long> signalled = new IdentityHashMap<>();

  /** Checks of one world. */
  public BrokerChecks(World world, Topology topology) {
    this.world = world;
    this.topology = topology;
    this.announcer = new Announcer(topology);
    this.journal = new JournalChecks(world, broker);
  }

  /** What is stored. */
  public JournalChecks journal() {
    return journal;
  }

  @Override
  public void published(Process by, OutgoingMessage message) {
    trace(by.name(), "publishes", message);
    if (message.exchange().equals(topology.eventsExchange())) {
      announced(message);
    } else if (message.exchange().equals(topology.tasksExchange())) {
      requested(message);
    }
  }

  private void announced(OutgoingMessage message) {
    FlowId id = new FlowId(message.correlationId() == null ? "none" : message.correlationId());
    long number = number(message);
    @Nullable FlowRecord flow = journal.flow(id).orElse(null);
    boolean stored = flow != null && number <= flow.announced().size();
    world.require(
        stored,
        "no effect leaves before its commit",
        "flow " + id,
        "announcement " + number + " of " + (flow == null ? 0 : flow.announced().size()));
    if (stored && flow != null) {
      byte[] expected =
          announcer
              .announcement(
                  id,
                  flow.state().name(),
                  flow.state().family().parent(),
                  number,
                  flow.announced().get((int) number - 1))
              .body();
      world.require(
          Arrays.equals(expected, message.body()),
          "the notifications of a flow are its history",
          "flow " + id,
          "announcement "
              + number
              + " is "
              + new String(message.body(), java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private void requested(OutgoingMessage message) {
    AttemptToken token = new AttemptToken(message.messageId());
    FlowId id = new FlowId(message.correlationId() == null ? "none" : message.correlationId());
    boolean stored = journal.flow(id).filter(f -> f.opened().containsKey(token)).isPresent();
    world.require(stored, "no effect leaves before its commit", "flow " + id, "request " + token);
  }

  private static long number(OutgoingMessage message) {
    return Long.parseLong(message.messageId().substring(message.messageId().lastIndexOf('/') + 1));
  }

  @Override
  public void taken(OutgoingMessage message) {
    trace("broker", "takes", message);
    String exchange = message.exchange();
    if (exchange.equals(topology.eventsExchange())) {
      told(message);
    } else if (exchange.equals(topology.tasksExchange())) {
      broker.request(new AttemptToken(message.messageId()));
    } else if (exchange.equals(topology.inboxExchange())) {
      switch (codec.decode(message.body())) {
        case TaskReply reply when reply.ends() || reply instanceof TaskReply.Leased ->
            broker.answered(reply.attempt().token());
        case Signal signal ->
            journal.flow(signal.flow()).ifPresent(flow -> signalled.put(message, flow.seq()));
        default -> {}
      }
    } else if (exchange.equals(topology.deadExchange()) && message.type().equals(TASK_REQUEST)) {
      broker.answered(new AttemptToken(message.messageId()));
    }
  }

  private void told(OutgoingMessage message) {
    FlowId id = new FlowId(String.valueOf(message.correlationId()));
    @Nullable FlowRecord flow = journal.flow(id).orElse(null);
    long number = number(message);
    if (flow == null || number <= flow.told()) {
      return;
    }
    Set<Long> early = ahead.computeIfAbsent(id, f -> new HashSet<>());
    early.add(number);
    world.require(
        number == flow.told() + 1 || refused.contains(id),
        "the notifications of a flow come in order",
        "flow " + id,
        number + " after " + flow.told());
    while (early.remove(flow.told() + 1)) {
      flow.told(flow.told() + 1);
    }
  }

  @Override
  public void refused(OutgoingMessage message) {
    trace("broker", "refuses", message);
    if (message.exchange().equals(topology.eventsExchange())) {
      refused.add(new FlowId(String.valueOf(message.correlationId())));
    }
  }

  @Override
  public void returned(OutgoingMessage message) {
    trace("broker", "returns", message);
    if (message.exchange().equals(topology.tasksExchange())) {
      broker.request(new AttemptToken(message.messageId()));
    }
  }

  @Override
  public void acknowledged(Process by, String queue, OutgoingMessage message) {
    trace(by.name(), "acknowledges", message);
    if (queue.startsWith(topology.inboxExchange())) {
      inboxAcknowledged(by, message);
    } else if (queue.startsWith(topology.tasksExchange())) {
      requestAcknowledged(by, message);
    }
  }

  /** What an owner acknowledges must not be able to change anything any more. */
  private void inboxAcknowledged(Process by, OutgoingMessage message) {
    Moment moment = new Moment(world.time().now(), "check");
    Message content = codec.decode(message.body());
    switch (content) {
      case TaskReply reply when reply.ends() ->
          wouldChange(reply.attempt().flow(), new Command.Reply(moment, reply))
              .ifPresent(
                  change ->
                      world.violated(
                          "nothing is acknowledged before it is stored",
                          "flow " + reply.attempt().flow(),
                          by.name() + " " + reply));
      case Signal.WakeUp wakeUp -> {} // owners look for flows that were not started themselves
      case Signal.StartChild start ->
          world.require(
              journal.flow(start.flow()).isPresent() || !isOpen(start.parent()),
              "nothing is acknowledged before it is stored",
              "flow " + start.flow(),
              by.name() + " " + start);
      case Signal signal -> signalAcknowledged(by, signal, message, moment);
      default -> {}
    }
  }

  private void signalAcknowledged(
      Process by, Signal signal, OutgoingMessage message, Moment moment) {
    Command command = Command.of(signal, moment);
    long before = signalled.getOrDefault(message, -1L);
    boolean untouched = journal.flow(signal.flow()).filter(f -> f.seq() <= before).isPresent();
    if (untouched && wouldChange(signal.flow(), command).isPresent()) {
      world.violated(
          "nothing is acknowledged before it is stored",
          "flow " + signal.flow(),
          by.name() + " " + signal);
    }
  }

  Optional<Decision> wouldChange(FlowId flow, Command command) {
    return journal
        .flow(flow)
        .map(record -> FlowMachine.decide(record.state(), command))
        .filter(Decision.Accepted.class::isInstance);
  }

  /** A worker may acknowledge a request when the broker has what makes it redundant. */
  private void requestAcknowledged(Process by, OutgoingMessage message) {
    if (!(codec.decode(message.body()) instanceof TaskRequest request)) {
      return;
    }
    AttemptRef attempt = request.attempt();
    boolean redundant =
        broker.isAnswered(attempt.token())
            || broker.requests(attempt.token()) > 1
            || !isOpen(attempt);
    world.require(
        redundant,
        "no request is acknowledged before its answer is confirmed",
        "flow " + attempt.flow(),
        by.name() + " " + attempt);
  }

  private boolean isOpen(AttemptRef attempt) {
    return journal
        .flow(attempt.flow())
        .filter(
            flow -> {
              if (flow.state().plan().atom(attempt.task()).isEmpty()) {
                return false;
              }
              OpenAttempt open = flow.state().atom(attempt.task()).open();
              return open != null && open.token().equals(attempt.token());
            })
        .isPresent();
  }

  /** A worker begins to run a task. */
  public void started(Process by, TaskRequest request) {
    world
        .trace()
        .note(
            by.name(),
            "starts",
            request.attempt().action() + " " + request.attempt().task() + " " + request.number());
    boolean known =
        journal
            .flow(request.attempt().flow())
            .filter(flow -> flow.opened().containsKey(request.attempt().token()))
            .isPresent();
    world.require(
        known,
        "a task starts for an attempt that is stored",
        "flow " + request.attempt().flow(),
        String.valueOf(request.attempt()));
  }

  /** Without what workers say every few seconds, which would hide everything else. */
  private void trace(String who, String what, OutgoingMessage message) {
    if (message.type().equals(ANNOUNCEMENT)) {
      return;
    }
    String about =
        message.exchange().equals(topology.eventsExchange())
            ? message.routingKey()
            : message.type() + " " + message.routingKey();
    world.trace().note(who, what, about + " " + message.messageId());
  }
}
