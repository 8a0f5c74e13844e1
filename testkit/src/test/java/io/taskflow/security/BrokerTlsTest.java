package io.taskflow.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.security.TlsFiles;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.testkit.broker.PrivateRabbit;
import io.taskflow.testkit.broker.RabbitSettings;
import io.taskflow.testkit.broker.RequiresRabbitProgram;
import io.taskflow.testkit.tls.PrivateCa;
import io.taskflow.testkit.tls.PrivateCa.Identity;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections to a broker whose certificate, and whose clients', a private authority has signed.
 */
@RequiresRabbitProgram
class BrokerTlsTest {

  @TempDir static Path directory;
  private static PrivateCa ca;
  private static PrivateCa stranger;
  private static Identity client;
  private static PrivateRabbit broker;

  @BeforeAll
  static void start() {
    ca = PrivateCa.create(directory, "authority");
    stranger = PrivateCa.create(directory, "stranger");
    client = ca.issue("client", "dns:client");
    Identity server = ca.issue("server", "dns:localhost");
    broker = PrivateRabbit.start(RabbitSettings.defaults().withTls(ca, server, true));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void connectsToABrokerOfTheAuthorityThatIsTrusted() {
    TlsFiles files =
        TlsFiles.trusting(ca.certificate()).withClient(client.certificate(), client.key());

    try (AmqpTransport transport = AmqpTransport.connect(settings("localhost", files))) {
      assertThat(transport.state()).isEqualTo(LinkState.UP);
      assertThat(broker.ctl("list_connections", "--silent", "ssl", "peer_cert_subject"))
          .contains("true")
          .contains("CN=client");
    }
  }

  @Test
  void refusesABrokerOfAnotherAuthority() {
    TlsFiles files =
        TlsFiles.trusting(stranger.certificate()).withClient(client.certificate(), client.key());

    assertRefused(
        settings("localhost", files),
        "the certificate of the broker is signed by no authority that is trusted here: give the"
            + " file with its authority's certificate, or correct the address");
  }

  @Test
  void refusesABrokerThatIsNotTheOneOfTheAddress() {
    TlsFiles files =
        TlsFiles.trusting(ca.certificate()).withClient(client.certificate(), client.key());

    assertRefused(
        settings("127.0.0.1", files),
        "the certificate of the broker was made for another host name: connect by a name that is"
            + " in it, or have one made that holds this name (No subject alternative names"
            + " matching IP address 127.0.0.1 found)");
  }

  @Test
  void saysThatTheBrokerWantsAClientCertificate() {
    assertRefused(
        settings("localhost", TlsFiles.trusting(ca.certificate())),
        "the broker wants a client certificate of an authority that it trusts: give the files with"
            + " certificate and key");
  }

  @Test
  void saysThatThePortSpeaksNoTls() {
    AmqpSettings settings =
        AmqpSettings.builder()
            .host("localhost", broker.port())
            .tls(TlsFiles.trusting(ca.certificate()))
            .build();

    assertRefused(settings, "the broker does not speak TLS at this port: use its TLS port");
  }

  @Test
  void saysWhichFileIsNotWhatItShouldBe() {
    assertThatThrownBy(() -> TlsFiles.trusting(client.key()).context())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(client.key() + ": a PEM file with certificates was expected");
    assertThatThrownBy(
            () ->
                TlsFiles.trusting(ca.certificate())
                    .withClient(client.certificate(), client.certificate())
                    .context())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(client.certificate() + ": a PEM file with -----BEGIN PRIVATE KEY");
    assertThatThrownBy(() -> TlsFiles.trusting(directory.resolve("nowhere")).context())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere: can't be read");
  }

  private static void assertRefused(AmqpSettings settings, String explanation) {
    try (CapturedLog log = new CapturedLog("io.taskflow.protocol.amqp", Level.INFO);
        AmqpTransport transport = AmqpTransport.connect(settings)) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(log.text()).contains("cannot connect: " + explanation));
      assertThat(transport.state()).isEqualTo(LinkState.DOWN);
    }
  }

  private static AmqpSettings settings(String host, TlsFiles files) {
    return AmqpSettings.builder()
        .host(host, broker.tlsPort())
        .tls(files)
        .connectTimeout(Duration.ofSeconds(5))
        // A refused client may see a reset connection before the reason: then the next one tells.
        .backoff(Duration.ofMillis(50), Duration.ofMillis(200))
        .build();
  }
}
