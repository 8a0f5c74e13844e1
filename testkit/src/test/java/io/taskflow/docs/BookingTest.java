package io.taskflow.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What the documents on listeners and failures show is what the code does. */
class BookingTest {

  private static final Path ROOT = Path.of(System.getProperty("taskflow.project.root", ".."));

  @Test
  void theCodeRunsAndTheReportIsTheOneInTheDocument() throws Exception {
    List<String> rung = new CopyOnWriteArrayList<>();
    List<String> notes = new ArrayList<>();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (Transport transport = new InMemoryBroker().connect("booking");
        Worker worker = Booking.worker(transport);
        Engine engine = Booking.engine(transport, new InMemoryJournal(2), meters, rung::add)) {
      assertThat(worker.status()).isNotNull();
      String report = Booking.book(engine, notes);
      assertThat(Files.readString(ROOT.resolve("docs/failures.md")))
          .contains(
              "```text\n" + report.replaceAll("\\([0-9a-z]+\\) is", "(019ab3c4d5e6f7) is") + "```");
      await().atMost(Duration.ofSeconds(60)).until(() -> !rung.isEmpty());
    }
    assertThat(rung).containsExactly("trip, charge: card declined");
    assertThat(notes)
        .containsExactly(
            "ask for another card",
            "charge: io.taskflow.docs.Booking$CardDeclined: card declined\n"
                + "  caused by java.io.IOException: no route to the bank");
    assertThat(meters.get(EngineMetrics.TASK_DURATION).timers()).isNotEmpty();
  }

  @Test
  void theCodeInTheDocumentsIsThatOfTheTest() throws Exception {
    String source =
        Files.readString(ROOT.resolve("testkit/src/test/java/io/taskflow/docs/Booking.java"));
    for (String name : List.of("listeners", "failures")) {
      String region =
          source.split("  // \\[" + name + "]\n")[1].stripTrailing().replaceAll("(?m)^  ", "");
      assertThat(Files.readString(ROOT.resolve("docs/" + name + ".md")))
          .contains("```java\n" + region + "\n```");
    }
  }
}
