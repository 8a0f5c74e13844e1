package io.taskflow.worker.process;

import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.security.SecretFile;
import io.taskflow.protocol.security.TlsFiles;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Topology;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Where the broker is, and what is there. Filled once by the command line. */
public final class BrokerOptions {

  @Option(
      names = "--amqp-uri",
      split = ",",
      defaultValue = "amqp://localhost:5672",
      // The default may come from the environment, with a password in it.
      showDefaultValue = Visibility.NEVER,
      paramLabel = "URI",
      description =
          "The broker's nodes: amqp://host:port/virtual-host, or amqps:// for TLS; otherwise"
              + " amqp://localhost:5672. Arguments can be"
              + " seen by other users of the machine: give a password in the environment or a file.")
  private List<String> uris = List.of();

  @Option(names = "--amqp-user", description = "User name; otherwise the URI's, or guest.")
  private @Nullable String user;

  @Option(
      names = "--amqp-password-file",
      paramLabel = "FILE",
      description = "File whose first line is the password; otherwise the URI's.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--amqp-tls-ca",
      paramLabel = "FILE",
      description =
          "PEM file with the certificates of the authorities whose brokers are trusted; otherwise"
              + " those that Java trusts. For amqps:// only.")
  private @Nullable Path authorities;

  @Option(
      names = "--amqp-tls-certificate",
      paramLabel = "FILE",
      description = "PEM file with this program's certificate, if the broker wants one.")
  private @Nullable Path certificate;

  @Option(
      names = "--amqp-tls-key",
      paramLabel = "FILE",
      description = "PEM file with its private key, PKCS #8 without password.")
  private @Nullable Path key;

  @Option(
      names = "--namespace",
      defaultValue = Topology.DEFAULT_NAMESPACE,
      description = "First part of all names at the broker; the same for engines and workers.")
  private String namespace = Topology.DEFAULT_NAMESPACE;

  @Option(
      names = "--queue-kind",
      defaultValue = "quorum",
      description =
          "quorum, or classic for brokers without, where requests that kill workers are not found"
              + " out; the same for engines and workers.")
  private QueueKind queueKind = QueueKind.QUORUM;

  @Option(
      names = "--delivery-limit",
      defaultValue = "" + Topology.DEFAULT_DELIVERY_LIMIT,
      description = "Deliveries until a message counts as dead; the same for engines and workers.")
  private int deliveryLimit;

  /** Made with the command that it is a part of. */
  public BrokerOptions() {}

  /** The names at the broker. */
  public Topology topology() {
    return new Topology(namespace, queueKind, deliveryLimit);
  }

  /**
   * How to reach the broker.
   *
   * @param connectionName what the broker's operators see
   * @throws IllegalArgumentException if a URI or the password file makes no sense
   */
  public AmqpSettings link(String connectionName) {
    AmqpSettings.Builder settings = AmqpSettings.builder().connectionName(connectionName);
    uris.forEach(settings::uri);
    if (user != null) {
      settings.user(user);
    }
    TlsFiles tls = new TlsFiles(authorities, certificate, key);
    if (authorities != null || certificate != null) {
      requireTls();
      settings.tls(tls);
    }
    if (passwordFile != null) {
      settings.password(SecretFile.firstLine("password", passwordFile));
    }
    return settings.build();
  }

  private void requireTls() {
    if (!uris.stream().allMatch(uri -> uri.startsWith("amqps://"))) {
      throw new IllegalArgumentException(
          "files for TLS are given, but an address of the broker does not begin with amqps://: the"
              + " connection would not be encrypted there");
    }
  }
}
