package io.taskflow.testkit.network;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client's connection and the one to the server behind it. Two threads forward, one for each
 * direction; any thread may reset or half-close. An error on either socket ends both.
 */
final class ProxiedConnection {

  private static final int CHUNK_BYTES = 64 * 1024;

  private final Socket client;
  private final Socket server = new Socket();
  private final TrafficGate gate;
  private volatile boolean lostData;

  ProxiedConnection(Socket client, TrafficGate gate) {
    this.client = client;
    this.gate = gate;
  }

  /** Connects to the server; if that fails the client is reset. */
  void connect(InetSocketAddress target, Duration limit) {
    try {
      server.connect(target, Math.toIntExact(limit.toMillis()));
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
    } catch (IOException e) {
      reset();
    }
  }

  /** Forwards both directions until both have ended. */
  void forward(AtomicLong bytesToServer, AtomicLong bytesToClient) {
    Thread back =
        Thread.ofVirtual()
            .name("tcp-proxy-to-client")
            .start(() -> pump(server, client, bytesToClient));
    pump(client, server, bytesToServer);
    try {
      back.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void halfClose(Direction direction) {
    Socket receiver = direction == Direction.TO_SERVER ? server : client;
    try {
      receiver.shutdownOutput();
    } catch (IOException e) {
      reset();
    }
  }

  /** Ends both connections with a TCP reset, which a peer cannot take for an orderly end. */
  void reset() {
    reset(client);
    reset(server);
    gate.connectionClosed();
  }

  boolean hasLostData() {
    return lostData;
  }

  private void pump(Socket from, Socket to, AtomicLong forwarded) {
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      InputStream input = from.getInputStream();
      while (true) {
        gate.awaitOpen(from);
        int length = input.read(chunk);
        boolean admitted = gate.admit(from) && !to.isOutputShutdown();
        if (!admitted) {
          lostData = true;
        } else if (length < 0) {
          to.shutdownOutput();
        } else {
          to.getOutputStream().write(chunk, 0, length);
          forwarded.addAndGet(length);
        }
        if (length < 0) {
          return;
        }
      }
    } catch (IOException e) {
      reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reset();
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException alreadyClosed) {
      // There is nothing left to reset.
    }
  }
}
