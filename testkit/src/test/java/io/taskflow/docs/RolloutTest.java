package io.taskflow.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What the document on flows shows is what the code does. */
class RolloutTest {

  private static final Path ROOT = Path.of(System.getProperty("taskflow.project.root", ".."));

  @Test
  void theFlowOfTheDocumentRuns() throws Exception {
    List<String> posted = new CopyOnWriteArrayList<>();
    try (Journal journal = new InMemoryJournal(2);
        Transport transport = new InMemoryBroker().connect("rollout");
        Worker worker =
            Worker.builder()
                .transport(transport)
                .topic("default")
                .tasks(Rollout.tasks(posted))
                .start();
        Engine engine = Engine.builder().transport(transport).journal(journal).start()) {
      assertThat(worker.status()).isNotNull();
      assertThat(
              engine
                  .submit(Rollout.rollout(), Map.of("commit", "c0ffee"))
                  .join(Duration.ofSeconds(60))
                  .status())
          .isEqualTo(FlowStatus.SUCCESS);
    }
    assertThat(posted)
        .containsExactly("image of c0ffee on h1", "image of c0ffee on h2", "image of c0ffee on h3");
  }

  @Test
  void theCodeInTheDocumentIsThatOfTheTest() throws Exception {
    String source =
        Files.readString(ROOT.resolve("testkit/src/test/java/io/taskflow/docs/Rollout.java"));
    String region = source.split("  // \\[flows]\n")[1].stripTrailing().replaceAll("(?m)^  ", "");
    assertThat(Files.readString(ROOT.resolve("docs/flows.md")))
        .contains("```java\n" + region + "\n```");
  }
}
