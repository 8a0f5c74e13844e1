package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taskflow.protocol.amqp.AmqpSettings.Host;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AmqpSettingsTest {

  @Test
  void leadToABrokerOnThisMachineByDefault() {
    AmqpSettings settings = AmqpSettings.builder().build();
    assertThat(settings.hosts()).containsExactly(new Host("localhost", 5672));
    assertThat(settings.user()).isEqualTo("guest");
    assertThat(settings.virtualHost()).isEqualTo("/");
    assertThat(settings.tls()).isNull();
  }

  @Test
  void readAUri() {
    AmqpSettings settings =
        AmqpSettings.builder().uri("amqp://us%40er:p%2Fw+d@broker.example:1234/%2Fprod").build();
    assertThat(settings.hosts()).containsExactly(new Host("broker.example", 1234));
    assertThat(settings.user()).isEqualTo("us@er");
    assertThat(settings.password()).isEqualTo("p/w+d");
    assertThat(settings.virtualHost()).isEqualTo("/prod");
  }

  @Test
  void takeSeveralHosts() {
    AmqpSettings settings =
        AmqpSettings.builder().uri("amqp://a").uri("amqp://b:5673/").host("c", 5674).build();
    assertThat(settings.hosts())
        .containsExactly(new Host("a", 5672), new Host("b", 5673), new Host("c", 5674));
    assertThat(settings.virtualHost()).isEqualTo("/");
  }

  @Test
  void turnOnTlsForASecureUri() {
    AmqpSettings settings = AmqpSettings.builder().uri("amqps://broker").build();
    assertThat(settings.tls()).isNotNull();
    assertThat(settings.hosts()).containsExactly(new Host("broker", 5671));
  }

  @Test
  void neverShowThePassword() {
    AmqpSettings settings = AmqpSettings.builder().uri("amqp://me:hunter2@broker").build();
    assertThat(settings.toString())
        .doesNotContain("hunter2")
        .contains("broker:5672", "me", "virtual host /");
  }

  @Test
  void refuseWhatIsNoBroker() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AmqpSettings.builder().uri("http://me:hunter2@broker"))
        .withMessageContaining("http")
        .withMessageNotContaining("hunter2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AmqpSettings.builder().uri("amqp:broker"))
        .withMessageContaining("no host");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AmqpSettings.builder().heartbeat(Duration.ZERO).build());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                AmqpSettings.builder()
                    .backoff(Duration.ofSeconds(2), Duration.ofSeconds(1))
                    .build());
  }
}
