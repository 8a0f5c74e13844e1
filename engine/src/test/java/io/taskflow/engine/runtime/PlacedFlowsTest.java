package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In which partitions an engine stores the flows that it is given, in virtual time. */
class PlacedFlowsTest {

  private static final Flow FLOW = linear("f", task("a", "t")).build();
  private static final int PARTITIONS = 8;
  private static final int FLOWS = 50;
  private static final int MAX_OUTSTANDING = 60;
  private static final long SEED = 11;

  private final InMemoryBroker broker = new InMemoryBroker();
  private final Transport transport = broker.connect("engine");
  private Duration passed = Duration.ZERO;
  private final InMemoryJournal journal = new InMemoryJournal(PARTITIONS, this::now);
  private final ManualEngine engine =
      Engine.builder()
          .name("engine")
          .transport(transport)
          .journal(journal)
          .topics("default")
          .maxOutstanding(MAX_OUTSTANDING)
          .manual(
              this::now,
              () -> passed.toNanos(),
              RandomGeneratorFactory.of("L64X128MixRandom").create(SEED));

  private Instant now() {
    return Instant.EPOCH.plus(passed);
  }

  @BeforeEach
  void ownAllPartitions() {
    for (int i = 0; engine.health().partitions().size() < PARTITIONS; i++) {
      assertThat(i).as("rounds until all are owned").isLessThan(1_000);
      proceed();
      passed = passed.plusMillis(10);
    }
  }

  @AfterEach
  void close() {
    transport.close();
    journal.close();
  }

  private void proceed() {
    while (engine.step()) {
      // until nothing is due
    }
  }

  @Test
  void flowsWithoutKeysShareAPartitionUntilASecondHasPassed() {
    Set<Integer> first = submit(i -> SubmitOptions.DEFAULTS);
    assertThat(first).as("seed %d", SEED).hasSize(1);

    passed = passed.plus(Placement.LONGEST_RUN);
    assertThat(submit(i -> SubmitOptions.DEFAULTS)).hasSize(1).isNotEqualTo(first);
  }

  @Test
  void flowsWithKeysAreSpread() {
    assertThat(submit(i -> SubmitOptions.DEFAULTS.withKey("key " + i))).hasSize(PARTITIONS);
  }

  @Test
  void aLargeFlowIsTheLastOfItsRun() {
    Flow large =
        unordered("large")
            .addAll(
                IntStream.range(0, Placement.MAX_ATOMS).mapToObj(i -> task("t" + i, "t")).toList())
            .build();
    int first = stored(FLOW, SubmitOptions.DEFAULTS).partition();

    assertThat(stored(large, SubmitOptions.DEFAULTS).partition()).isEqualTo(first);
    assertThat(stored(FLOW, SubmitOptions.DEFAULTS).partition()).isNotEqualTo(first);
  }

  @Test
  void whenItsPartitionIsFullARunGoesOnInAnother() {
    FlowRow first = stored(FLOW, SubmitOptions.DEFAULTS);
    FlowRow next = first;
    int flows = 1;
    while (next.partition() == first.partition()) {
      assertThat(flows++).as("flows of the first").isLessThan(Placement.MAX_FLOWS);
      next = stored(FLOW, SubmitOptions.DEFAULTS);
    }

    assertThat(flows).isGreaterThan(MAX_OUTSTANDING);
    assertThat(next.status()).isEqualTo(FlowStatus.RUNNING);
  }

  @Test
  void anEngineThatHandsItsPartitionsOverOnlyStoresFlowsForTheNextOwner() {
    engine.stop();

    assertThat(submit(i -> SubmitOptions.DEFAULTS)).hasSize(1);
    assertThat(stored(FLOW, SubmitOptions.DEFAULTS).status()).isEqualTo(FlowStatus.PENDING);
  }

  private Set<Integer> submit(IntFunction<SubmitOptions> options) {
    return IntStream.range(0, FLOWS)
        .mapToObj(i -> stored(FLOW, options.apply(i)).partition())
        .collect(Collectors.toSet());
  }

  private FlowRow stored(Flow flow, SubmitOptions options) {
    ManualEngine.Submission submission = engine.submit(flow, Map.of(), options);
    if (!submission.stored().isDone()) {
      proceed();
    }
    assertThat(submission.stored()).isCompleted();
    return journal.flow(submission.flow()).orElseThrow();
  }
}
