package io.taskflow.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flows that rest need no memory but for their timers. With {@code -Dtaskflow.dormant.flows=200000}
 * it is that many flows in a heap of 512 MiB; else a tenth of both, and what an engine needs
 * anyway.
 */
class DormantFlowsTest {

  private static final int FLOWS = Integer.getInteger("taskflow.dormant.flows", 20_000);

  @TempDir private Path directory;

  @Test
  void anEngineOwnsManyDormantFlowsInASmallHeap() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                FLOWS >= 200_000 ? "-Xmx512m" : "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dlogback.configurationFile=io/taskflow/testkit/simulation/logback-off.xml",
                "-cp",
                System.getProperty("java.class.path"),
                DormantFlows.class.getName(),
                directory.resolve("journal.db").toString(),
                String.valueOf(FLOWS))
            .redirectErrorStream(true)
            .start();
    List<String> said;
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      said = output.lines().toList();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as(String.join("\n", said)).isZero();
    assertThat(said).contains("stored " + FLOWS, "owned", "done");
  }
}
