package io.taskflow.deploy;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.testkit.broker.RabbitNode;
import io.taskflow.testkit.junit.NodeSettings;
import io.taskflow.testkit.junit.RequiresRabbit;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What dashboards and alerts ask of RabbitMQ is what a real one exports. */
@RequiresRabbit
class BrokerMetricsTest {

  /** Of its metrics; those of queues have the first two. */
  static final Set<String> LABELS = Set.of("vhost", "queue");

  /** What deploy/compose/prometheus.yml asks for, too. */
  static final String DETAILED =
      "/metrics/detailed?family=queue_coarse_metrics&family=queue_consumer_count";

  private static final Pattern NAME = Pattern.compile("rabbitmq_[a-z_]+");

  @Test
  void everyExpressionAsksForWhatABrokerExports(
      @NodeSettings(plugins = "rabbitmq_prometheus") RabbitNode node) throws Exception {
    Topology topology =
        new Topology(
            Topology.DEFAULT_NAMESPACE, QueueKind.CLASSIC, Topology.DEFAULT_DELIVERY_LIMIT);
    try (AmqpTransport transport =
        AmqpTransport.connect(
            AmqpSettings.builder().uri(node.uri()).connectionName("metrics").build())) {
      transport.declare(topology.base());
      Set<String> exported = new TreeSet<>();
      await()
          .until(
              () -> {
                exported.addAll(names(node, "/metrics"));
                exported.addAll(names(node, DETAILED));
                return exported.contains("rabbitmq_detailed_queue_messages_ready");
              });

      for (Expression expression : Expression.all()) {
        assertThat(NAME.matcher(expression.text()).results().map(MatchResult::group))
            .as(expression.toString())
            .isSubsetOf(exported);
      }
    }
  }

  /** The broker asks itself, so that it does not matter where its port can be reached from. */
  private static Set<String> names(RabbitNode node, String path) {
    String answer =
        node.eval(
            "{ok, _} = application:ensure_all_started(inets), "
                + "Port = proplists:get_value(port, "
                + "application:get_env(rabbitmq_prometheus, tcp_config, []), 15692), "
                + "{ok, {{_, 200, _}, _, Text}} = "
                + "httpc:request(\"http://127.0.0.1:\" ++ integer_to_list(Port) ++ \"%s\"), "
                    .formatted(path)
                + "{match, Names} = re:run(Text, \"^rabbitmq_[a-z_]+\", "
                + "[global, multiline, {capture, first, binary}]), lists:usort(Names).");
    return new TreeSet<>(NAME.matcher(answer).results().map(MatchResult::group).toList());
  }
}
