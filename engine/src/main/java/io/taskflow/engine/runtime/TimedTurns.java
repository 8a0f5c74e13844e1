package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.Moment;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.engine.machine.Timer;
import io.taskflow.engine.runtime.TimerQueue.Entry;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a partition decides by itself: timers that are due, requests that were held back and find
 * room, and requests that nobody takes. Owned by the partition's loop.
 */
final class TimedTurns {

  private static final Logger LOG = LoggerFactory.getLogger(TimedTurns.class);

  /** Timers that are looked at in one turn, so that the lease can be renewed between turns. */
  private static final int MAX_TIMERS_DUE = 200;

  /** Requests that were held back and are sent in one turn. */
  private static final int MAX_RELEASED = 1_000;

  /** So many timers an open attempt may need: one of each kind. */
  private static final int MAX_TIMERS_OF_ATOM = Timer.Kind.values().length;

  /** So many outdated timers a flow may have beside them. */
  private static final int SPARE_TIMERS = 64;

  private final FlowTurns turns;
  private final EngineContext context;
  private final TimerQueue timers = new TimerQueue();
  private final Flight flight;
  private final ParkedRequests parked;
  private final SilentRequests silent;
  private final UnreadFlows unread;

  /**
   * Of a partition.
   *
   * @param allDecided whether all that has arrived from the inbox is decided at the end of a turn
   */
  TimedTurns(FlowTurns turns, EngineContext context, BooleanSupplier allDecided) {
    this.turns = turns;
    this.context = context;
    this.flight = new Flight(context.bounds().maxOutstanding());
    this.parked = new ParkedRequests(context, flight);
    this.silent =
        new SilentRequests(context, flight, turns.outbox(), turns.partition(), allDecided);
    this.unread = new UnreadFlows(context, turns.flows(), turns.partition());
  }

  Flight flight() {
    return flight;
  }

  /** When there is something to decide; null if nothing is known. */
  @Nullable Instant next() {
    return flight.hasNext() ? context.now() : timers.next();
  }

  /** Decides what is due. May be called again if the journal was away. */
  void decide(Round round) {
    timersDue(round);
    release(round);
    parked
        .look()
        .forEach(
            (flow, attempts) ->
                report(
                    "note that nobody takes requests of",
                    flow,
                    () ->
                        turns.decide(
                            round, flow, new Command.AttemptsParked(turns.moment(), attempts))));
    unread.readOn();
    makeGood(round);
  }

  private void makeGood(Round round) {
    List<Flight.Out> lost;
    try {
      lost = silent.look();
    } catch (RuntimeException e) {
      context.metrics().fault();
      LOG.error("partition {}: can't look for lost requests", turns.partition(), e);
      return;
    }
    lost.stream()
        .collect(Collectors.groupingBy(Flight.Out::flow, LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (flow, its) -> {
              report("make good what is lost of", flow, () -> vanished(round, flow, its));
              its.forEach(silent::dealtWith);
            });
  }

  private void vanished(Round round, FlowId id, List<Flight.Out> lost) {
    LiveFlow flow = turns.flows().get(id).orElseThrow();
    Set<AttemptToken> tokens =
        lost.stream().map(out -> out.attempt().token()).collect(Collectors.toSet());
    List<Effect.Dispatch> requests =
        FlowMachine.outstanding(flow.state()).stream()
            .filter(Effect.Dispatch.class::isInstance)
            .map(Effect.Dispatch.class::cast)
            .filter(request -> tokens.contains(request.token()))
            .toList();
    LOG.warn(
        "partition {}: nobody has {} requests of flow {}, or their answers are lost",
        turns.partition(),
        requests.size(),
        id);
    String reason = "nobody has its request any more, or its answer is lost: a queue was purged";
    turns.decide(round, id, new Command.Vanished(turns.moment(), requests, reason));
  }

  private void timersDue(Round round) {
    for (int i = 0; i < MAX_TIMERS_DUE; i++) {
      Entry entry = timers.takeDue(context.now());
      if (entry == null) {
        return;
      }
      try {
        report("decide a timer of", entry.flow(), () -> due(round, entry));
      } catch (JournalUnavailableException e) {
        timers.add(entry);
        throw e;
      }
    }
  }

  private void due(Round round, Entry entry) {
    if (entry.timer() != null) {
      turns.decide(round, entry.flow(), new Command.TimerDue(turns.moment(), entry.timer()));
    } else {
      turns
          .flows()
          .get(entry.flow())
          .ifPresent(flow -> set(flow, FlowMachine.outstanding(flow.state())));
    }
  }

  /** Sends what was held back, as far as there is room. */
  private void release(Round round) {
    for (int i = 0; i < MAX_RELEASED; i++) {
      Flight.Held held = flight.next();
      if (held == null) {
        return;
      }
      Moment moment = new Moment(context.now(), context.drive().newId().value(), topic -> 1);
      try {
        report(
            "send what was held back of",
            held.flow(),
            () -> turns.decide(round, held.flow(), new Command.TimerDue(moment, held.timer())));
      } catch (JournalUnavailableException e) {
        lookAt(held.flow(), context.now());
        throw e;
      }
    }
  }

  private void report(String what, FlowId flow, Runnable decision) {
    try {
      decision.run();
    } catch (JournalUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      Faults.report(context, turns.partition(), what, flow, e);
    }
  }

  /** Something was decided for a flow. */
  void follow(LiveFlow flow, List<FlowEvent> events, List<Effect> effects) {
    flight.follow(flow, events);
    set(flow, effects);
  }

  private void set(LiveFlow flow, List<Effect> effects) {
    for (Timer timer : timersOf(effects)) {
      if (isOfHeldBack(flow, timer)) {
        flight.hold(flow, timer);
      } else {
        timers.add(flow.id(), timer);
      }
    }
    // The timers of attempts that have ended are not cleared one by one.
    if (timers.count(flow.id()) > MAX_TIMERS_OF_ATOM * flow.plan().atomCount() + SPARE_TIMERS) {
      List<Timer> meant = timersOf(FlowMachine.outstanding(flow.state()));
      meant.removeIf(timer -> isOfHeldBack(flow, timer));
      timers.replace(flow.id(), meant);
    }
  }

  /** What is held back does not wait for a time. */
  private static boolean isOfHeldBack(LiveFlow flow, Timer timer) {
    if (timer.kind() != Timer.Kind.REDISPATCH || timer.task() == null) {
      return false;
    }
    OptionalInt atom = flow.plan().atom(timer.task());
    OpenAttempt open = atom.isEmpty() ? null : flow.state().atom(atom.getAsInt()).open();
    return open != null && open.restsForRoom();
  }

  private static List<Timer> timersOf(List<Effect> effects) {
    List<Timer> timers = new ArrayList<>();
    for (Effect effect : effects) {
      if (effect instanceof Effect.SetTimer set) {
        timers.add(set.timer());
      }
    }
    return timers;
  }

  /** Whether the flow waits for a time, or for room. */
  boolean waits(FlowId flow) {
    return timers.has(flow) || flight.holds(flow);
  }

  /** Looks at a flow, which is on disk till then, when its first timer may be due. */
  void lookAt(FlowId flow, Instant at) {
    timers.add(new Entry(flow, at, null));
  }

  /** A flow rests. */
  void rests(FlowId flow) {
    flight.dropHeld(flow);
  }

  /** A flow has ended. */
  void ended(FlowId flow) {
    flight.forget(flow);
    timers.forget(flow);
  }

  /** A decision for a flow was not stored: it is to be read anew. */
  void inDoubt(FlowId flow) {
    flight.forget(flow);
    lookAt(flow, context.now());
  }
}
