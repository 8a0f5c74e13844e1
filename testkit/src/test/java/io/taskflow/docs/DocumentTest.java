package io.taskflow.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.Worker;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents show is what the code does. */
class DocumentTest {

  private static final Path ROOT = Path.of(System.getProperty("taskflow.project.root", ".."));

  @TempDir private Path directory;

  @Test
  void theReadmeShowsCodeThatRuns() throws Exception {
    InMemoryBroker broker = new InMemoryBroker();
    try (Transport transport = broker.connect("readme");
        Worker worker = Trip.worker(transport)) {
      FlowResult result = Trip.book(transport, directory.resolve("journal.db"), 30);
      assertThat(result.status()).isEqualTo(FlowStatus.SUCCESS);
      assertThat(result.value("seat", String.class)).startsWith("seat of Ada");
      assertThat(worker.status()).isNotNull();
    }
  }

  @Test
  void theCodeInTheReadmeIsThatOfTheTest() throws IOException {
    String source =
        Files.readString(ROOT.resolve("testkit/src/test/java/io/taskflow/docs/Trip.java"));
    String region = source.split("  // \\[readme]\n")[1].replaceAll("(?m)^  ", "");
    assertThat(Files.readString(ROOT.resolve("README.md"))).contains("```java\n" + region + "```");
  }

  @Test
  void everyMeterOfTheEngineIsExplained() throws Exception {
    List<String> names = new ArrayList<>();
    for (Field field : EngineMetrics.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        names.add((String) field.get(null));
      }
    }
    String document = Files.readString(ROOT.resolve("docs/metrics.md"));
    String engine = document.substring(document.indexOf("## Engine"));
    List<String> explained = new ArrayList<>();
    Matcher row = Pattern.compile("(?m)^\\| `(taskflow[^`]+)`").matcher(engine);
    while (row.find()) {
      explained.add(row.group(1));
    }
    assertThat(explained).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void everyFileThatADocumentLinksToIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    for (String name : List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
      Matcher link =
          Pattern.compile("]\\((?!http)([^)#]+)[^)]*\\)")
              .matcher(Files.readString(ROOT.resolve(name)));
      while (link.find()) {
        if (!Files.exists(ROOT.resolve(link.group(1)))) {
          missing.add(name + " -> " + link.group(1));
        }
      }
    }
    assertThat(missing).isEmpty();
  }
}
