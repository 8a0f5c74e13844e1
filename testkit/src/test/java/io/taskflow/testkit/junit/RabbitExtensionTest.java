package io.taskflow.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.broker.RabbitNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@RequiresRabbit
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RabbitExtensionTest {

  private static RabbitBroker ofTheClass;

  @BeforeAll
  static void take(RabbitBroker broker) {
    ofTheClass = broker;
  }

  @Test
  @Order(1)
  void givesAllTestsOfAClassTheSameVirtualHost(RabbitBroker broker) {
    assertThat(broker).isSameAs(ofTheClass);
    assertThat(broker.virtualHost()).startsWith("RabbitExtensionTest-");
    assertThat(broker.queueNames()).isEmpty();
  }

  @Test
  @Order(2)
  void givesATestANodeOfItsOwn(
      RabbitBroker broker, @NodeSettings(consumerTimeoutMillis = 4_321) RabbitNode own) {
    assertThat(own.port()).isNotEqualTo(broker.port());
    assertThat(own.eval("{ok, T} = application:get_env(rabbit, consumer_timeout), T."))
        .isEqualTo("4321");

    own.killHard();

    assertThat(own.running()).isFalse();
    assertThat(broker.queueNames()).isEmpty();
  }

  @Nested
  class InANestedClass {

    @Test
    void sharesTheVirtualHostOfTheClassAround(RabbitBroker broker) {
      assertThat(broker).isSameAs(ofTheClass);
    }
  }
}
