package io.taskflow.testkit.simulation.checks;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.machine.Attention;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowEvent.AttemptInDoubt;
import io.taskflow.engine.machine.FlowEvent.AttemptOpened;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.json.FlowJson;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import io.taskflow.testkit.simulation.flows.RandomFlow;
import io.taskflow.testkit.simulation.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Folds everything that is stored, and checks it on the way. */
public final class JournalChecks {

  /** What has to have reached the broker before the pointer may pass a position. */
  private record Due(FlowId flow, long announcements, List<AttemptToken> requests) {}

  private final World world;
  private final EventChecks events;
  private final BrokerRecord broker;
  private final Map<FlowId, FlowRecord> flows = new LinkedHashMap<>();
  private final Map<String, FlowPlan> plans = new HashMap<>();
  private final Map<String, String> definitions = new HashMap<>();

  /** Up to which entry of each flow what an engine has in memory was looked at. */
  private final Map<String, Map<FlowId, Long>> seen = new HashMap<>();

  private final Map<Integer, TreeMap<Long, Due>> due = new HashMap<>();

  JournalChecks(World world, BrokerRecord broker) {
    this.world = world;
    this.events = new EventChecks(world);
    this.broker = broker;
  }

  Map<FlowId, FlowRecord> flows() {
    return flows;
  }

  Optional<FlowRecord> flow(FlowId id) {
    return Optional.ofNullable(flows.get(id));
  }

  /** What a person should look at now. */
  public List<Attention> attention() {
    return flows.values().stream().flatMap(flow -> Attention.of(flow.state()).stream()).toList();
  }

  /** A flow is stored, for the first time or again. */
  public void submitted(NewFlow flow) {
    if (flows.containsKey(flow.row().id())) {
      return;
    }
    definitions.putAll(flow.definitions());
    FlowSubmitted event = (FlowSubmitted) EntryCodec.read(flow.first()).events().getFirst();
    FlowPlan plan =
        plans.computeIfAbsent(
            flow.row().definition(),
            hash ->
                FlowCompiler.compile(
                    FlowJson.read(Objects.requireNonNull(definitions.get(hash))),
                    null,
                    RandomFlow.CONTROLS));
    flows.put(
        flow.row().id(),
        new FlowRecord(FlowMachine.begin(plan, event), event, flow.first().body()));
  }

  /** A commit is stored, for the first time or again. */
  public void committed(PartitionCommit commit) {
    commit.submitted().forEach(this::submitted);
    commit.entries().forEach(this::stored);
    for (FlowRow row : commit.changed()) {
      flow(row.id())
          .ifPresent(
              flow ->
                  world.require(
                      row.status() == flow.state().status()
                          || flow.seq() > lastOf(commit, row.id()),
                      "the list shows what the journal says",
                      "flow " + row.id(),
                      row.status() + ", but is " + flow.state().status()));
    }
    checkPointer(commit.lease().partition(), commit.published());
  }

  private static long lastOf(PartitionCommit commit, FlowId flow) {
    return commit.entries().stream()
        .filter(entry -> entry.flow().equals(flow))
        .mapToLong(JournalEntry::seq)
        .max()
        .orElse(0);
  }

  private void stored(JournalEntry entry) {
    FlowRecord flow = flows.get(entry.flow());
    if (flow == null) {
      world.violated("the journal has the beginning of a flow", "flow " + entry.flow(), "none");
      return;
    }
    if (entry.seq() <= flow.seq()) {
      world.require(
          flow.body(entry.seq()).equals(entry.body()),
          "an entry is written by one owner only",
          "flow " + entry.flow(),
          "entry " + entry.seq() + " was replaced");
      return;
    }
    world.require(
        entry.seq() == flow.seq() + 1,
        "the entries of a flow have no gaps",
        "flow " + entry.flow(),
        "entry " + entry.seq() + " after " + flow.seq());
    EntryCodec.Body body = EntryCodec.read(entry);
    long announcedBefore = flow.announced().size();
    world.require(
        body.first() == announcedBefore + 1,
        "announcements are numbered without gaps",
        "flow " + entry.flow(),
        "entry " + entry.seq() + " begins with " + body.first() + " after " + announcedBefore);
    List<AttemptToken> opened = new ArrayList<>();
    for (FlowEvent event : body.events()) {
      world.trace().note("journal", event.toString(), entry.flow().value());
      events.check(flow, event);
      flow.state(FlowMachine.apply(flow.state(), event));
      flow.announced().addAll(event.announced());
      switch (event) {
        case AttemptOpened e when e.child() == null -> opened.add(e.token());
        case AttemptInDoubt e -> opened.add(e.token());
        default -> {}
      }
    }
    flow.stored(entry.body());
    events.checkAtRest(flow);
    opened.removeIf(token -> !isOpen(flow, token));
    due.computeIfAbsent(entry.partition(), p -> new TreeMap<>())
        .put(entry.position(), new Due(entry.flow(), flow.announced().size(), opened));
  }

  /** Whether an attempt is open and not put off. */
  private static boolean isOpen(FlowRecord flow, AttemptToken token) {
    for (int node : flow.state().plan().atoms()) {
      OpenAttempt open = flow.state().atom(node).open();
      if (open != null && open.token().equals(token)) {
        return open.deferral() == null;
      }
    }
    return false;
  }

  /**
   * Looks at the flows that an engine has in memory, if there is something new of them.
   *
   * @param inMemory a flow as the engine has it, if it owns it
   */
  public void checkMemory(String engine, Function<FlowId, Optional<FlowState>> inMemory) {
    Map<FlowId, Long> before = seen.computeIfAbsent(engine, e -> new HashMap<>());
    for (FlowRecord flow : flows.values()) {
      FlowId id = flow.state().id();
      if (flow.seq() > before.getOrDefault(id, 0L)) {
        inMemory
            .apply(id)
            .ifPresent(
                live -> {
                  before.put(id, flow.seq());
                  world.require(
                      SameState.of(live, flow.state()),
                      "the state of a flow is the fold of its journal",
                      "flow " + id,
                      engine + " has " + live.status() + ", the journal " + flow.state().status());
                });
      }
    }
  }

  private void checkPointer(int partition, long published) {
    TreeMap<Long, Due> waiting = due.computeIfAbsent(partition, p -> new TreeMap<>());
    while (!waiting.isEmpty() && waiting.firstKey() <= published) {
      Map.Entry<Long, Due> first = waiting.pollFirstEntry();
      Due passed = first.getValue();
      FlowRecord flow = flows.get(passed.flow());
      if (flow == null) {
        continue;
      }
      world.require(
          flow.told() >= passed.announcements(),
          "the pointer follows what the broker has",
          "flow " + passed.flow(),
          "it passed position "
              + first.getKey()
              + ", but of "
              + passed.announcements()
              + " announcements the broker has "
              + flow.told());
      for (AttemptToken token : passed.requests()) {
        world.require(
            !isOpen(flow, token)
                || broker.requested(token)
                || waiting.values().stream().anyMatch(later -> later.requests().contains(token)),
            "the pointer follows what the broker has",
            "flow " + passed.flow(),
            "it passed position " + first.getKey() + ", but the broker had no request " + token);
      }
    }
  }
}
