package io.taskflow.testkit.broker;

import io.taskflow.testkit.tls.PrivateCa;
import io.taskflow.testkit.tls.PrivateCa.Identity;
import java.util.ArrayList;
import java.util.List;

/**
 * What a private node is configured with beyond the defaults (loopback listener, small resource
 * limits). Immutable.
 *
 * @param plugins names of plug-ins to enable, such as {@code rabbitmq_management}
 * @param config further lines of {@code rabbitmq.conf}, such as {@code consumer_timeout = 3000}; a
 *     key that the broker does not know keeps it from starting
 * @param advancedConfig the whole of {@code advanced.config}, an Erlang term ending with a full
 *     stop, such as <code>[{rabbit, [{channel_tick_interval, 1000}]}].</code>; empty for none
 */
public record RabbitSettings(List<String> plugins, List<String> config, String advancedConfig) {

  /** Copies the lists. */
  public RabbitSettings {
    plugins = List.copyOf(plugins);
    config = List.copyOf(config);
  }

  /** Returns settings with no plug-in and no further configuration. */
  public static RabbitSettings defaults() {
    return new RabbitSettings(List.of(), List.of(), "");
  }

  /** Returns these settings with one more plug-in. */
  public RabbitSettings withPlugin(String plugin) {
    return new RabbitSettings(with(plugins, plugin), config, advancedConfig);
  }

  /** Returns these settings with one more line of {@code rabbitmq.conf}. */
  public RabbitSettings withConfig(String line) {
    return new RabbitSettings(plugins, with(config, line), advancedConfig);
  }

  /** Returns these settings with another {@code advanced.config}. */
  public RabbitSettings withAdvancedConfig(String term) {
    return new RabbitSettings(plugins, config, term);
  }

  /**
   * Returns these settings with the time after which the broker closes the channel of a consumer
   * that holds a delivery, and with checks often enough to make that exact to a second.
   *
   * @param millis the limit in milliseconds; RabbitMQ's own default is 30 minutes
   */
  public RabbitSettings withConsumerTimeout(long millis) {
    return withConfig("consumer_timeout = " + millis)
        .withAdvancedConfig("[{rabbit, [{channel_tick_interval, 1000}]}].");
  }

  /**
   * Returns these settings with a TLS listener beside the plain one, for {@link PrivateRabbit}
   * only: {@link PrivateRabbit#tlsPort} tells where it is.
   *
   * @param ca whose clients' certificates are trusted
   * @param server the broker's certificate and key
   * @param clientCertificates whether clients must show a certificate
   */
  public RabbitSettings withTls(PrivateCa ca, Identity server, boolean clientCertificates) {
    return withConfig("ssl_options.cacertfile = " + ca.certificate())
        .withConfig("ssl_options.certfile = " + server.certificate())
        .withConfig("ssl_options.keyfile = " + server.key())
        .withConfig("ssl_options.verify = " + (clientCertificates ? "verify_peer" : "verify_none"))
        .withConfig("ssl_options.fail_if_no_peer_cert = " + clientCertificates);
  }

  private static List<String> with(List<String> list, String element) {
    List<String> longer = new ArrayList<>(list);
    longer.add(element);
    return longer;
  }
}
