package io.taskflow.security;

import static io.taskflow.flow.Flows.forEach;
import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.control.LinkCondition;
import io.taskflow.engine.control.cel.BadExpressionException;
import io.taskflow.engine.control.cel.CelConditions;
import io.taskflow.engine.events.Announcer;
import io.taskflow.engine.events.Subscriber;
import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.SnapshotCodec;
import io.taskflow.engine.journal.SnapshotRow;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.machine.Snapshot;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.json.FlowJson;
import io.taskflow.flow.json.InvalidFlowJsonException;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.json.MalformedMessageException;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.json.MessageLimits;
import io.taskflow.protocol.security.PayloadKeys;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.protocol.RandomMessages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever a decoder is given, it answers with a value or with its own kind of error, and soon.
 * Each run has a new seed, which a failure prints; that of messages in the clear is in {@code
 * io.taskflow.protocol.json}.
 */
@Timeout(120)
class DecodersFuzzTest {

  private static final int ROUNDS = 3_000;
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Json VALUE = Json.of(Map.of("list", List.of(1, "two", Map.of("x", 0.5))));

  /** Decodes a text; what it throws is looked at. */
  private interface Decoder {
    void decode(String text) throws Exception;
  }

  @Test
  void entriesOfTheJournal() {
    String entry =
        EntryCodec.write(
            new EntryCodec.Body(
                3,
                List.of(
                    new FlowEvent.FlowSubmitted(
                        NOON,
                        new FlowId("f1"),
                        "f",
                        "hash",
                        Map.of("x", VALUE),
                        FlowOptions.DEFAULTS),
                    new FlowEvent.AttemptProgressed(
                        NOON, "a", new AttemptToken("t"), "w", 1, 0.25, VALUE),
                    new FlowEvent.TaskFailed(
                        NOON, "b", "w", Failure.of(FailureCode.TASK_FAILED, "no")),
                    new FlowEvent.TaskSucceeded(NOON, "a", "w", VALUE))));

    fuzz(
        entry,
        JournalException.class::isInstance,
        text -> EntryCodec.read(new JournalEntry(new FlowId("f1"), 1, 0, 1, NOON, text)));
  }

  @Test
  void snapshotsOfTheJournal() {
    FlowPlan plan =
        FlowCompiler.compile(
            linear("f", task("a", "t"), forEach("each", "list", "x", "t", t -> t)).build(),
            Set.of("list"),
            Controls.NONE);
    FlowState state =
        FlowMachine.begin(
            plan,
            new FlowEvent.FlowSubmitted(
                NOON,
                new FlowId("f1"),
                "f",
                "hash",
                Map.of("list", VALUE.member("list")),
                FlowOptions.DEFAULTS));
    for (FlowEvent event :
        List.<FlowEvent>of(
            new FlowEvent.FlowStatusChanged(NOON, FlowStatus.PENDING, FlowStatus.RUNNING, ""),
            new FlowEvent.AttemptOpened(
                NOON, "a", Action.EXECUTE, 1, 1, new AttemptToken("t"), null),
            new FlowEvent.TaskSucceeded(NOON, "a", "w", VALUE),
            new FlowEvent.FanOutExpanded(NOON, "each", List.of(VALUE, Json.NULL)),
            new FlowEvent.AttemptOpened(
                NOON, "each[1]", Action.EXECUTE, 1, 1, new AttemptToken("u"), null))) {
      state = FlowMachine.apply(state, event);
    }
    String snapshot =
        Objects.requireNonNull(SnapshotCodec.write(Snapshot.of(state), Integer.MAX_VALUE));

    fuzz(
        snapshot,
        JournalException.class::isInstance,
        text -> SnapshotCodec.read(new SnapshotRow(new FlowId("f1"), 1, 1, 1, text), plan));
  }

  @Test
  void definitionsOfFlows() {
    String flow =
        FlowJson.write(
            linear(
                    "outer",
                    task("a", "t.a").topic("x").provides("v").requires("in"),
                    graph("inner", task("b", "t.b").requires("v"), task("c", "t.c")).build())
                .build());

    fuzz(flow, InvalidFlowJsonException.class::isInstance, FlowJson::read);
  }

  @Test
  void conditionsOfLinks() {
    TreeMap<String, Json> results = new TreeMap<>(Map.of("a", VALUE, "b", Json.of(3)));
    String expression =
        "results['a'].list.exists(x, x == 1) && (results['b'] > 2 || !has(results.c)) ?"
            + " size(results) == 2 : results['a'].list.map(y, y).size() > 1";

    fuzz(
        expression,
        BadExpressionException.class::isInstance,
        text -> {
          LinkCondition condition = CelConditions.compile(text);
          try {
            condition.test(results);
          } catch (Exception e) {
            // What the machine takes for a failure of the link.
            assertThat(e).isNotNull();
          }
        });
  }

  @Test
  void conditionsThatAreNestedDeepOrRunForLong() throws Exception {
    for (String deep :
        List.of(
            "(".repeat(1_000) + "true" + ")".repeat(1_000),
            "[".repeat(1_000) + "]".repeat(1_000) + " == []",
            "true ? true : ".repeat(1_000) + "true",
            "(".repeat(60_000) + "true" + ")".repeat(60_000))) {
      assertThatThrownBy(() -> CelConditions.compile(deep))
          .as(deep.substring(0, 20))
          .isInstanceOf(BadExpressionException.class);
    }
    List<Integer> thousand = IntStream.range(0, 1_000).boxed().toList();
    LinkCondition million =
        CelConditions.compile("results['a'].all(x, results['a'].all(y, x + y >= 0))");
    assertThatThrownBy(() -> million.test(new TreeMap<>(Map.of("a", Json.of(thousand)))))
        .hasMessageContaining("Iteration budget exceeded: 100000");
  }

  @Test
  void messagesWithEncryptedValues() {
    MessageCodec codec =
        new MessageCodec(
            MessageLimits.defaults(), PayloadKeys.of("k1", Map.of("k1", new byte[32])));
    List<Message> messages = new RandomMessages(new SplittableRandom(1)).oneOfEach().toList();
    for (Message message : messages) {
      fuzz(
          ROUNDS / messages.size(),
          new String(codec.encode(message), StandardCharsets.UTF_8),
          MalformedMessageException.class::isInstance,
          text -> codec.decode(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void notifications() {
    Topology topology = Topology.defaults();
    InMemoryBroker broker = new InMemoryBroker();
    OutgoingMessage good =
        new Announcer(topology)
            .announcement(
                new FlowId("f1"),
                "f",
                7,
                new FlowEvent.TaskFailed(
                    NOON, "b", "w", Failure.of(FailureCode.TASK_FAILED, "no")));
    String body = new String(good.body(), StandardCharsets.UTF_8);
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    List<String> last = new CopyOnWriteArrayList<>();
    try (Transport link = broker.connect("subscriber");
        Subscriber subscriber =
            Subscriber.live(link, topology, List.of("#"), event -> last.add(event.flowName()));
        Publisher publisher = link.publisher("publisher")) {
      for (int i = 0; i < ROUNDS; i++) {
        publisher.publish(with(good, TextMutations.of(random, body)), outcome -> {});
      }
      String another = body.replace("\"f\"", "\"the-last\"").replace("f1", "f2");
      publisher.publish(with(good, another), outcome -> {});

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(last).as("seed %d", seed).contains("the-last"));
      assertThat(subscriber).isNotNull();
    }
  }

  private static OutgoingMessage with(OutgoingMessage message, String body) {
    return new OutgoingMessage(
        message.exchange(),
        message.routingKey(),
        body.getBytes(StandardCharsets.UTF_8),
        message.type(),
        message.messageId(),
        null,
        message.contentType(),
        true,
        false,
        null,
        Map.of());
  }

  private static void fuzz(String valid, Predicate<Throwable> documented, Decoder decoder) {
    fuzz(ROUNDS, valid, documented, decoder);
  }

  private static void fuzz(
      int rounds, String valid, Predicate<Throwable> documented, Decoder decoder) {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < rounds; i++) {
      String text = i == 0 ? valid : TextMutations.of(random, valid);
      try {
        decoder.decode(text);
      } catch (Throwable e) {
        if (i == 0 || !documented.test(e)) {
          fail("seed %d, round %d: %s".formatted(seed, i, brief(text)), e);
        }
      }
    }
  }

  private static String brief(String text) {
    return text.length() <= 2_000 ? text : text.substring(0, 2_000) + "…";
  }
}
