package io.taskflow.security;

import static io.taskflow.security.PermissionScene.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The definitions of {@code deploy/rabbitmq/definitions.sh}, loaded into a real broker. */
@RequiresRabbit
class DefinitionsTest {

  private static final Path ROOT = Path.of(System.getProperty("taskflow.project.root", ".."));

  private final RabbitBroker broker;
  private final Topology topology = new Topology("defined", QueueKind.CLASSIC, 20);
  @TempDir private Path directory;

  DefinitionsTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @Test
  void flowsRunWithTheUsersThatAreDefined() throws Exception {
    for (String role : List.of("engine", "worker", "subscriber", "monitor")) {
      // The scene's users have their names as passwords.
      Files.writeString(directory.resolve(role + ".password"), "defined-" + role + "\n");
    }
    load(definitions());

    assertThat(broker.ctl("list_policies", "--silent", "-p", broker.virtualHost()))
        .contains("defined-leaders", "queue-leader-locator");
    assertThat(broker.ctl("list_users", "--silent")).contains("defined-monitor\t[monitoring]");
    assertThat(broker.ctl("authenticate_user", "defined-monitor", "defined-monitor"))
        .contains("Success");
    try (CapturedLog log = new CapturedLog("io.taskflow", Level.INFO);
        PermissionScene scene =
            new PermissionScene(
                broker,
                topology,
                false,
                "defined-engine",
                "defined-worker",
                "defined-subscriber")) {
      scene.play();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(scene.heard()).contains("state=reverted"));
      assertThat(log.text()).doesNotContain("refused for user");
    }
  }

  private String definitions() throws Exception {
    Process script =
        new ProcessBuilder(
                "/bin/bash",
                ROOT.resolve("deploy/rabbitmq/definitions.sh").toString(),
                directory.toString(),
                "--vhost",
                broker.virtualHost(),
                "--namespace",
                topology.namespace())
            .start();
    String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String errors = new String(script.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(script.waitFor()).as(errors).isZero();
    return output;
  }

  /** As a node does at its start; a file would have to be where the broker can read it. */
  private void load(String definitions) {
    String coded = Base64.getEncoder().encodeToString(definitions.getBytes(StandardCharsets.UTF_8));
    assertThat(
            broker.eval(
                "rabbit_definitions:import_raw(base64:decode(<<\"%s\">>)).".formatted(coded)))
        .isEqualTo("ok");
  }
}
