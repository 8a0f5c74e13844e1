package io.taskflow.controller.site;

import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.amqp.TopologyCheck;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Transport;
import java.util.List;
import java.util.Map;

/** How brokers are reached. Thread-safe. */
public interface BrokerAccess {

  /** A link to the broker, which may be down. */
  Transport connect(AmqpSettings settings);

  /**
   * What is wrong with each of these at the broker, as {@link TopologyCheck#check}.
   *
   * @throws io.taskflow.protocol.transport.TransportException if the broker can't be asked
   */
  Map<Declaration, String> check(AmqpSettings settings, List<Declaration> declarations);

  /** RabbitMQ over AMQP. */
  static BrokerAccess amqp() {
    return new BrokerAccess() {
      @Override
      public Transport connect(AmqpSettings settings) {
        return AmqpTransport.connect(settings);
      }

      @Override
      public Map<Declaration, String> check(AmqpSettings settings, List<Declaration> declarations) {
        return TopologyCheck.check(settings, declarations);
      }
    };
  }
}
