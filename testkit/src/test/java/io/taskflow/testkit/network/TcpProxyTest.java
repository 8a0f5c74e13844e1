package io.taskflow.testkit.network;

import static io.taskflow.worker.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

  private static final int PATIENCE_MILLIS = 60_000;
  private static final int SILENCE_MILLIS = 200;

  private EchoServer server;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = EchoServer.start();
    proxy = TcpProxy.to(server.host(), server.port());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void forwardsAndCounts() throws IOException {
    try (Socket client = connect()) {
      assertThat(echo(client, "hello")).isEqualTo("hello");

      assertThat(proxy.openConnections()).isEqualTo(1);
      assertThat(proxy.acceptedConnections()).isEqualTo(1);
      await().until(() -> proxy.forwardedBytes(Direction.TO_SERVER) == 6);
      await().until(() -> proxy.forwardedBytes(Direction.TO_CLIENT) == 6);
    }
    await().until(() -> proxy.openConnections() == 0);
  }

  @Test
  void forwardsTheEndOfEachDirectionSeparately() throws IOException {
    try (Socket client = connect()) {
      client.shutdownOutput();

      assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
          .isEqualTo(EchoServer.GOODBYE);
    }
  }

  @Test
  void forwardsMoreThanAllBuffersHold() throws Exception {
    byte[] data = new byte[8 * 1024 * 1024];
    try (Socket client = connect()) {
      Thread writer = Thread.ofVirtual().start(() -> write(client, data));

      assertThat(client.getInputStream().readNBytes(data.length)).isEqualTo(data);
      writer.join();
    }
  }

  @Test
  void cutsOpenConnectionsAndAcceptsNewOnes() throws IOException {
    try (Socket client = connect()) {
      echo(client, "before");

      proxy.cut();

      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    try (Socket next = connect()) {
      assertThat(echo(next, "after")).isEqualTo("after");
    }
  }

  @Test
  void refusesConnectionsUntilItIsRestored() throws IOException {
    int port = proxy.port();

    proxy.refuse();
    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    proxy.restore();

    assertThat(proxy.port()).isEqualTo(port);
    try (Socket client = connect()) {
      assertThat(echo(client, "again")).isEqualTo("again");
    }
  }

  @Test
  void refusesConnectionsFromTheVeryMomentThatItSaysSo() {
    // Closing a listener takes effect late only now and then.
    for (int i = 0; i < 200; i++) {
      proxy.refuse();
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
      proxy.restore();
    }
  }

  @Test
  void delaysWhatIsSent() throws IOException {
    Duration delay = Duration.ofMillis(150);
    try (Socket client = connect()) {
      proxy.delay(delay);
      long start = System.nanoTime();

      assertThat(echo(client, "slow")).isEqualTo("slow");

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(delay.multipliedBy(2)); // there and back
    }
  }

  @Test
  void holdsDataBackDuringAStallAndLosesNone() throws IOException {
    try (Socket client = connect()) {
      echo(client, "before");
      proxy.stall();
      send(client, "held");
      assertSilent(client);

      proxy.restore();

      assertThat(receive(client)).isEqualTo("held");
    }
  }

  @Test
  void swallowsDataAndResetsTheConnectionsThatLostSome() throws IOException {
    try (Socket victim = connect();
        Socket idle = connect()) {
      echo(victim, "before");
      echo(idle, "before");
      proxy.blackhole();
      send(victim, "lost");
      assertSilent(victim);
      try (Socket late = connect()) {
        send(late, "lost as well");
        assertSilent(late);
      }

      proxy.restore();

      assertThatThrownBy(() -> victim.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThat(echo(idle, "unharmed")).isEqualTo("unharmed");
    }
  }

  @Test
  void closesOneDirectionOnly() throws IOException {
    try (Socket client = connect()) {
      echo(client, "before");

      proxy.halfClose(Direction.TO_SERVER);

      assertThat(receive(client) + "\n").isEqualTo(EchoServer.GOODBYE);
    }
  }

  @Test
  void cutsAStalledConnection() throws IOException {
    try (Socket client = connect()) {
      echo(client, "before");
      proxy.stall();
      proxy.cut();

      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
      await().until(() -> proxy.openConnections() == 0);
    }
  }

  @Test
  void resetsTheClientWhenTheServerIsNotThere() throws IOException {
    // A port that is taken, so that nobody else comes, and on which nobody listens.
    try (Socket nobody = new Socket()) {
      nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (TcpProxy toNobody = TcpProxy.to(server.host(), nobody.getLocalPort());
          Socket client = new Socket(toNobody.host(), toNobody.port())) {
        client.setSoTimeout(PATIENCE_MILLIS);

        assertThatThrownBy(() -> client.getInputStream().read())
            .isInstanceOf(SocketException.class);
      }
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(proxy.host(), proxy.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static String echo(Socket socket, String line) throws IOException {
    send(socket, line);
    return receive(socket);
  }

  private static void send(Socket socket, String line) throws IOException {
    socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
  }

  private static String receive(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(SILENCE_MILLIS);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  private static void write(Socket socket, byte[] data) {
    try {
      socket.getOutputStream().write(data);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
