package io.taskflow.testkit.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Sends back what it gets; at the end of input it says goodbye and closes. */
final class EchoServer implements AutoCloseable {

  static final String GOODBYE = "bye\n";

  private final ServerSocket listener;

  private EchoServer(ServerSocket listener) {
    this.listener = listener;
  }

  static EchoServer start() throws IOException {
    EchoServer server = new EchoServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(server::acceptAll);
    return server;
  }

  String host() {
    return listener.getInetAddress().getHostAddress();
  }

  int port() {
    return listener.getLocalPort();
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> echo(client));
      }
    } catch (IOException closed) {
      // The test has ended.
    }
  }

  private static void echo(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
      client.getOutputStream().write(GOODBYE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException reset) {
      // One of the faults that the test makes.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
