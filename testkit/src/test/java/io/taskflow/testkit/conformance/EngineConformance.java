package io.taskflow.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.engine.runtime.FlowInspection.TaskInspection;
import io.taskflow.engine.runtime.SubmitOptions;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.conformance.facts.Mismatch;
import io.taskflow.testkit.conformance.vector.Vector;
import io.taskflow.testkit.conformance.vector.Vector.Phase;
import io.taskflow.testkit.conformance.vector.VectorReader;
import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.TaskProvider;
import io.taskflow.worker.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Recorded facts hold on a real engine with a real worker: all vectors that are not interrupted, as
 * flows that run at the same time. Vectors that are run again are, by the handle of their flow.
 */
@Timeout(280)
abstract class EngineConformance {

  private static final Duration LIMIT = Duration.ofSeconds(240);
  private static final int AT_LEAST = 200;

  private final VectorWorker vectorWorker = new VectorWorker();
  private final Map<String, Compiled> compiled = new LinkedHashMap<>();
  private final Map<String, FlowHandle> handles = new LinkedHashMap<>();
  private final Map<String, List<Integer>> phaseEnds = new HashMap<>();

  abstract Transport connect(String name);

  abstract Journal openJournal();

  @Test
  void w26RecordedFactsHold() throws Exception {
    List<Vector> vectors = vectors();
    assertThat(vectors).hasSizeGreaterThanOrEqualTo(AT_LEAST);
    for (Vector vector : vectors) {
      compiled.put(vector.id(), Compiled.of(vector));
    }
    Topology topology = Topology.defaults().withNamespace("conformance");
    try (Transport forWorker = connect("worker");
        Worker worker = worker(forWorker, topology);
        Journal journal = openJournal();
        Transport transport = connect("engine");
        Engine engine = engine(transport, topology, journal)) {
      assertThat(worker.status()).isNotNull();
      compiled.values().forEach(one -> submit(engine, one));
      runAllPhases(journal);
      assertThat(differing(journal)).isEmpty();
    }
  }

  /** Those that this can run: the options of a flow stay the same, and nothing interrupts it. */
  private static List<Vector> vectors() throws IOException {
    Path root = Path.of(System.getProperty("taskflow.project.root", ".."));
    return VectorReader.read(root.resolve("testkit/src/test/conformance")).stream()
        .filter(vector -> !vector.interrupted() && vector.expect().member("error") == null)
        .filter(vector -> vector.phases().stream().distinct().count() == 1)
        .toList();
  }

  private Worker worker(Transport transport, Topology topology) {
    return Worker.builder()
        .transport(transport)
        .topology(topology)
        .topic("default")
        .tasks(
            (TaskProvider) () -> List.of(TaskDefinition.shared(Compiled.TASK_TYPE, vectorWorker)))
        .slots(32)
        .prefetch(64)
        .start();
  }

  private Engine engine(Transport transport, Topology topology, Journal journal) {
    return Engine.builder()
        .transport(transport)
        .topology(topology)
        .journal(journal)
        .controls(VectorControls.of(key -> compiled.get(key).code()))
        .start();
  }

  private void submit(Engine engine, Compiled one) {
    Phase phase = one.vector().phases().getFirst();
    FlowOptions options =
        FlowOptions.DEFAULTS
            .withDeferReverts(phase.deferReverts())
            .withNeverResolve(phase.neverResolve());
    FlowHandle handle =
        engine.submit(
            one.plan().flow(),
            one.vector().store(),
            SubmitOptions.DEFAULTS.withFlowOptions(options));
    vectorWorker.add(handle.id(), one.world());
    handles.put(one.vector().id(), handle);
  }

  private void runAllPhases(Journal journal) throws Exception {
    for (Map.Entry<String, FlowHandle> entry : handles.entrySet()) {
      FlowHandle handle = entry.getValue();
      List<Integer> ends = new ArrayList<>();
      handle.join(LIMIT);
      ends.add(events(journal, handle.id()));
      for (int i = 1; i < compiled.get(entry.getKey()).vector().phases().size(); i++) {
        int before = ends.getLast();
        handle.rerun("test");
        await().atMost(LIMIT).until(() -> events(journal, handle.id()) > before);
        handle.join(LIMIT);
        ends.add(events(journal, handle.id()));
      }
      phaseEnds.put(entry.getKey(), ends);
    }
  }

  private static int events(Journal journal, FlowId flow) {
    return journal.entries(flow).stream()
        .mapToInt(entry -> EntryCodec.read(entry).events().size())
        .sum();
  }

  private Map<String, List<Mismatch>> differing(Journal journal) {
    Map<String, List<Mismatch>> differing = new LinkedHashMap<>();
    handles.forEach(
        (id, handle) -> {
          StoredRun run = new StoredRun(compiled.get(id), journal.entries(handle.id()));
          List<Mismatch> mismatches = run.mismatches(phaseEnds.get(id));
          if (!mismatches.isEmpty()) {
            differing.put(id, mismatches);
          }
          inspected(compiled.get(id), handle, run.state());
        });
    return differing;
  }

  /** What a handle shows is what the journal says. */
  private static void inspected(Compiled one, FlowHandle handle, FlowState state) {
    assertThat(handle.status()).isEqualTo(state.status());
    for (TaskInspection task : handle.inspect().tasks()) {
      int atom = one.plan().atom(task.name()).orElseThrow();
      assertThat(task.status()).isEqualTo(state.atom(atom).status());
      assertThat(task.intention()).isEqualTo(state.atom(atom).intention());
    }
  }
}
