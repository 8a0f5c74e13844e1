package io.taskflow.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.chaos.ledger.Ledger;
import io.taskflow.testkit.chaos.ledger.LedgerLine;
import io.taskflow.testkit.chaos.ledger.StepTask;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flows of a campaign end as they have to where nothing disturbs them; the check sees more. */
class FlowMakerTest {

  private static final long SEED = 7;
  private static final int FLOWS = 60;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @Test
  void theSameSeedMakesTheSameFlows() {
    FlowMaker one = new FlowMaker(SEED);
    FlowMaker other = new FlowMaker(SEED);
    assertThat(IntStream.range(0, FLOWS).mapToObj(i -> one.next()).toList())
        .isEqualTo(IntStream.range(0, FLOWS).mapToObj(i -> other.next()).toList());
  }

  @Test
  void undisturbedFlowsEndAsExpectedAndTheirLedgerIsInOrder() throws Exception {
    Map<String, ChaosFlow> flows = new LinkedHashMap<>();
    List<LedgerLine> ledger = run(flows);
    LedgerCheck check = new LedgerCheck(flows, new FaultLog());

    assertThat(check.check(ledger)).isEmpty();
    assertThat(check.run()).isGreaterThan(FLOWS);
    assertThat(check.runMoreThanOnce()).isLessThanOrEqualTo(FLOWS / 2); // those attempted again
    assertThat(flows.values().stream().map(flow -> flow.flow().name()).distinct())
        .contains("chain", "failing-chain", "diamond", "fan-out", "failing-fan-out", "retried");
  }

  private List<LedgerLine> run(Map<String, ChaosFlow> flows) throws Exception {
    Ledger ledger = new Ledger(directory.resolve("ledger.tsv"));
    InMemoryBroker broker = new InMemoryBroker();
    FlowMaker maker = new FlowMaker(SEED);
    try (Transport forWorker = broker.connect("worker");
        Worker worker =
            Worker.builder()
                .transport(forWorker)
                .topic("default")
                .tasks(
                    TaskRegistry.builder().addShared(StepTask.TYPE, new StepTask(ledger)).build())
                .start();
        Transport forEngine = broker.connect("engine");
        Engine engine =
            Engine.builder().transport(forEngine).journal(new InMemoryJournal(4)).start()) {
      List<FlowHandle> handles = new ArrayList<>();
      for (int i = 0; i < FLOWS; i++) {
        ChaosFlow flow = maker.next();
        FlowHandle handle = engine.submit(flow.flow(), Map.of());
        flows.put(handle.id().value(), flow);
        handles.add(handle);
      }
      for (FlowHandle handle : handles) {
        FlowResult result = handle.join(LIMIT);
        assertThat(result.status())
            .as("%s, %s", result, worker.status())
            .isEqualTo(flows.get(handle.id().value()).expected());
      }
    }
    return ledger.read().lines();
  }
}
