package io.taskflow.examples.host;

import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.security.SecretFile;
import io.taskflow.protocol.security.TlsFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options of a program that may use a broker. Each can be given in the environment instead,
 * since arguments can be seen by other users of the machine. Filled once by the command line.
 */
public final class BrokerOption {

  // A text, not an URI: what can't be read as one would be shown in the error, password and all.
  @Option(
      names = "--broker",
      paramLabel = "URI",
      defaultValue = "${env:TASKFLOW_BROKER:-" + Option.NULL_VALUE + "}",
      description = {
        "amqp://host:port/virtual-host of a RabbitMQ with workers, or amqps:// for TLS; also",
        "TASKFLOW_BROKER. Without it everything runs in this process."
      })
  private @Nullable String uri;

  @Option(
      names = "--broker-user",
      paramLabel = "NAME",
      defaultValue = "${env:TASKFLOW_BROKER_USER:-" + Option.NULL_VALUE + "}",
      description = "User name; otherwise the URI's, or guest; also TASKFLOW_BROKER_USER.")
  private @Nullable String user;

  @Option(
      names = "--broker-password-file",
      paramLabel = "FILE",
      defaultValue = "${env:TASKFLOW_BROKER_PASSWORD_FILE:-" + Option.NULL_VALUE + "}",
      description =
          "File whose first line is the password; otherwise the URI's; also"
              + " TASKFLOW_BROKER_PASSWORD_FILE.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--broker-ca",
      paramLabel = "FILE",
      defaultValue = "${env:TASKFLOW_BROKER_CA:-" + Option.NULL_VALUE + "}",
      description =
          "PEM file with the authorities whose brokers are trusted, for amqps://; also"
              + " TASKFLOW_BROKER_CA.")
  private @Nullable Path authorities;

  /** Whether there is a broker. */
  public boolean given() {
    return uri != null;
  }

  /**
   * How to reach it.
   *
   * @throws IllegalArgumentException if something that was given makes no sense; the message shows
   *     no secret
   */
  public AmqpSettings.Builder settings() {
    AmqpSettings.Builder settings = AmqpSettings.builder();
    if (uri != null) {
      settings.uri(uri);
    }
    if (user != null) {
      settings.user(user);
    }
    if (passwordFile != null) {
      settings.password(SecretFile.firstLine("password", passwordFile));
    }
    if (authorities != null) {
      settings.tls(TlsFiles.trusting(authorities));
    }
    return settings;
  }
}
