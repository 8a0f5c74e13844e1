package io.taskflow.testkit.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RabbitSourceTest {

  @Test
  void saysWhatToInstallWhereThereIsNoBroker() throws Exception {
    String output =
        detectWith(
            Map.of(
                RabbitSource.VARIABLE, "program", "TASKFLOW_RABBITMQ_BIN", "/no/such/directory"));

    assertThat(output)
        .contains("BrokerException")
        .contains("needs a RabbitMQ broker")
        .contains("apt-get install rabbitmq-server");
  }

  @Test
  void refusesASourceThatItDoesNotKnow() throws Exception {
    assertThat(detectWith(Map.of(RabbitSource.VARIABLE, "podman")))
        .contains("TASKFLOW_TEST_RABBITMQ is 'podman'")
        .contains("docker or program expected");
  }

  private static String detectWith(Map<String, String> environment) throws Exception {
    Process process = ChildJvm.start(SourceDetector.class, environment);
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(1);
    return output;
  }
}
