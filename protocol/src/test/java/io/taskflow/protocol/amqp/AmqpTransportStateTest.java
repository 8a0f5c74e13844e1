package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.LinkState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmqpTransportStateTest {

  @ParameterizedTest(name = "publishing {0}, consuming {1}: {2}")
  @CsvSource({
    "UP, UP, UP",
    "UP, DOWN, DOWN",
    "DOWN, UP, DOWN",
    "DOWN, DOWN, DOWN",
    "BLOCKED, UP, BLOCKED",
    "BLOCKED, DOWN, DOWN",
    "CLOSED, UP, CLOSED",
    "UP, CLOSED, CLOSED",
  })
  void needsBothLinks(LinkState publish, LinkState consume, LinkState transport) {
    assertThat(AmqpTransport.combine(publish, consume)).isEqualTo(transport);
  }
}
