package io.taskflow.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.journal.AttentionQuery;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.machine.Operation;
import io.taskflow.engine.machine.Trouble;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.engine.runtime.FlowInspection.TaskInspection;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What the document on operations shows is what the code does. */
class RepairTest {

  private static final Path ROOT = Path.of(System.getProperty("taskflow.project.root", ".."));

  @Test
  void aRevertThatFailedIsListedRetriedAndDone() throws Exception {
    AtomicBoolean readOnly = new AtomicBoolean(true);
    List<String> notes = new ArrayList<>();
    try (Transport transport = new InMemoryBroker().connect("repair");
        Worker worker = Repair.worker(transport, readOnly);
        Engine engine =
            Engine.builder().transport(transport).journal(new InMemoryJournal(2)).start()) {
      assertThat(worker.status()).isNotNull();
      FlowHandle flow = engine.submit(Repair.release(), Map.of());
      assertThat(flow.join().status()).isEqualTo(FlowStatus.FAILURE);
      assertThat(engine.attention(AttentionQuery.oldest(10)).items())
          .extracting(item -> item.trouble())
          .containsExactly(Trouble.REVERT_FAILED);

      readOnly.set(false);
      Repair.lookAfter(engine, "ada", notes);

      assertThat(flow.join().status()).isEqualTo(FlowStatus.REVERTED);
      assertThat(engine.attention(AttentionQuery.oldest(10)).items()).isEmpty();
      TaskInspection copy = flow.inspect().task("copy");
      assertThat(copy.note()).isNotNull();
      assertThat(copy.note().operation()).isEqualTo(Operation.RETRY);
      assertThat(flow.failureReport())
          .contains("retried by ada at ")
          .contains(": the disk is writable again");
    }
    assertThat(notes)
        .containsExactly(
            "release, copy: its revert failed: java.lang.IllegalStateException: the disk is"
                + " read-only");
  }

  @Test
  void theCodeInTheDocumentIsThatOfTheTest() throws Exception {
    String source =
        Files.readString(ROOT.resolve("testkit/src/test/java/io/taskflow/docs/Repair.java"));
    String region =
        source.split("  // \\[operations]\n")[1].stripTrailing().replaceAll("(?m)^  ", "");
    assertThat(Files.readString(ROOT.resolve("docs/operations.md")))
        .contains("```java\n" + region + "\n```");
  }
}
