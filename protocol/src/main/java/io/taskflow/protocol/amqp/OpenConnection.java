package io.taskflow.protocol.amqp;

import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection and its socket. The socket is closed behind the client library's back where the
 * library would wait for a thread that itself waits for the socket.
 *
 * @param frames what writes to the socket
 */
record OpenConnection(Connection connection, Socket socket, PatientFrames frames) {

  private static final Logger LOG = LoggerFactory.getLogger(OpenConnection.class);

  /** Where it leads to, for people. */
  String peer() {
    return connection.getAddress().getHostAddress() + ":" + connection.getPort();
  }

  /** Closes politely if that works within the limit, else hard. */
  void close(Duration limit) {
    Thread polite = Thread.ofVirtual().start(() -> connection.abort((int) limit.toMillis()));
    try {
      polite.join(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeSocket(socket);
  }

  static void closeSocket(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("Socket did not close cleanly", e);
    }
  }
}
