package io.taskflow.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.broker.RabbitNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

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

  @Test
  void sharesANodeWithTheClassesThatRunLaterInThisJvm() {
    try (LauncherSession session = LauncherFactory.openSession()) {
      for (int i = 0; i < 2; i++) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        session
            .getLauncher()
            .execute(
                LauncherDiscoveryRequestBuilder.request()
                    .selectors(DiscoverySelectors.selectClass(AnotherClass.class))
                    .build(),
                summary);
        assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(1);
      }
    }
    assertThat(AnotherClass.PORTS).hasSize(2).containsOnly(AnotherClass.PORTS.getFirst());
  }

  /** Run by a launcher, as a build does with each of its classes. */
  @RequiresRabbit
  static class AnotherClass {

    static final List<Integer> PORTS = new ArrayList<>();

    @Test
    void usesTheBroker(RabbitBroker broker) {
      PORTS.add(broker.port());
    }
  }

  @Nested
  class InANestedClass {

    @Test
    void sharesTheVirtualHostOfTheClassAround(RabbitBroker broker) {
      assertThat(broker).isSameAs(ofTheClass);
    }
  }
}
