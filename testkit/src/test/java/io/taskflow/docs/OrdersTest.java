package io.taskflow.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the document on flows shows of child flows is what the code does. */
class OrdersTest {

  private static final Path ROOT = Path.of(System.getProperty("taskflow.project.root", ".."));

  @Test
  void theChildFlowsOfTheDocumentRun() throws Exception {
    try (Journal journal = new InMemoryJournal(2);
        Transport transport = new InMemoryBroker().connect("orders");
        Worker worker =
            Worker.builder().transport(transport).topic("default").tasks(Orders.tasks()).start();
        Engine engine = Orders.engine(transport, journal)) {
      assertThat(worker.status()).isNotNull();
      Map<String, ?> store = Map.of("customer", "Ada", "items", List.of("book", "lamp"));
      FlowResult result =
          engine.submit(Orders.order(), store).join(Duration.ofSeconds(60)).orThrow();
      assertThat(result.value("bill", String.class)).isEqualTo("Ada owes 200");
      assertThat(engine.flows(FlowQuery.newest(10).withParent(result.id())))
          .extracting(FlowRow::name)
          .containsExactlyInAnyOrder("billing", "parcel", "parcel");
    }
  }

  @Test
  void theCodeInTheDocumentIsThatOfTheTest() throws Exception {
    String source =
        Files.readString(ROOT.resolve("testkit/src/test/java/io/taskflow/docs/Orders.java"));
    String region =
        source.split("  // \\[children]\n")[1].stripTrailing().replaceAll("(?m)^  ", "");
    assertThat(Files.readString(ROOT.resolve("docs/flows.md")))
        .contains("```java\n" + region + "\n```");
  }
}
