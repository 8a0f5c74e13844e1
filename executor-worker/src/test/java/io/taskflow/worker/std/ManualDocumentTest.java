package io.taskflow.worker.std;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the document says of the built-in tasks is what they say of themselves. */
class ManualDocumentTest {

  private static final Path ROOT = Path.of(System.getProperty("taskflow.project.root", ".."));

  @Test
  void theDocumentIsCurrent() throws IOException {
    Path made = Files.writeString(Path.of("target", "standard-tasks.md"), ManualDocument.text());
    assertThat(ROOT.resolve("docs/standard-tasks.md"))
        .as("docs/standard-tasks.md; %s is what it should be", made.toAbsolutePath())
        .hasSameTextualContentAs(made);
  }
}
