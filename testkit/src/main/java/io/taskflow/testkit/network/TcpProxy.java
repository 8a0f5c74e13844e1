package io.taskflow.testkit.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy on loopback that stands between a client and a server and misbehaves as a test
 * wishes: it cuts connections, refuses new ones, holds data back, loses it, or closes one
 * direction.
 *
 * <p>Connections are forwarded faithfully until a fault is switched on. {@link #restore} ends all
 * faults. One virtual thread accepts, two serve each connection. All methods may be called from any
 * thread; they return when the fault holds for everything that is read from then on.
 */
public final class TcpProxy implements AutoCloseable {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  private final InetSocketAddress target;
  private final TrafficGate gate = new TrafficGate();
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong bytesToServer = new AtomicLong();
  private final AtomicLong bytesToClient = new AtomicLong();
  private volatile ServerSocket listener;
  private volatile Thread acceptor;

  private TcpProxy(InetSocketAddress target) throws IOException {
    this.target = target;
    this.listener = listen(0);
    this.acceptor = acceptAt(listener);
  }

  /**
   * Starts a proxy on a free port.
   *
   * @param host name or address of the server
   * @param port port of the server; it need not be there yet
   */
  public static TcpProxy to(String host, int port) {
    try {
      return new TcpProxy(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on loopback", e);
    }
  }

  /** Returns the address to connect to. */
  public String host() {
    return listener.getInetAddress().getHostAddress();
  }

  /** Returns the port to connect to; it stays the same until the proxy is closed. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Resets all connections, on both sides. New ones are accepted. */
  public void cut() {
    connections.forEach(ProxiedConnection::reset);
  }

  /** Resets all connections and refuses new ones, as if the server's process were gone. */
  public void refuse() {
    closeListener();
    cut();
  }

  /**
   * Holds every chunk of data back for this long, in both directions. Chunks are what arrives at
   * once; a busy connection is slowed down as well as delayed.
   */
  public void delay(Duration delay) {
    gate.delay(delay);
  }

  /**
   * Stops reading, in both directions; nothing is lost, and senders block when buffers are full.
   */
  public void stall() {
    gate.mode(TrafficGate.Mode.STALL);
  }

  /**
   * Swallows all data, in both directions: connections stay open and are accepted, and nobody gets
   * an answer.
   */
  public void blackhole() {
    gate.mode(TrafficGate.Mode.BLACKHOLE);
  }

  /** Closes one direction of all connections; the other one still works. */
  public void halfClose(Direction direction) {
    connections.forEach(connection -> connection.halfClose(direction));
  }

  /** Ends all faults. Connections that have lost data are reset: TCP never goes on after a gap. */
  public void restore() {
    gate.restore();
    connections.stream().filter(ProxiedConnection::hasLostData).forEach(ProxiedConnection::reset);
    if (listener.isClosed()) {
      try {
        listener = listen(listener.getLocalPort());
        acceptor = acceptAt(listener);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot listen again on port " + port(), e);
      }
    }
  }

  /** Returns how many connections are open now. */
  public int openConnections() {
    return connections.size();
  }

  /** Returns how many connections have been accepted since the start. */
  public long acceptedConnections() {
    return accepted.get();
  }

  /** Returns how many bytes have been forwarded so far, whatever was lost not counted. */
  public long forwardedBytes(Direction direction) {
    return counter(direction).get();
  }

  /** Closes the proxy and resets all its connections. */
  @Override
  public void close() {
    refuse();
    gate.restore();
  }

  private AtomicLong counter(Direction direction) {
    return direction == Direction.TO_SERVER ? bytesToServer : bytesToClient;
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private Thread acceptAt(ServerSocket socket) {
    return Thread.ofVirtual().name("tcp-proxy-accept").start(() -> acceptAll(socket));
  }

  /**
   * Closing returns while a thread is still in {@code accept}, and the port is open for as long as
   * it is.
   */
  private void closeListener() {
    try {
      listener.close();
      acceptor.join();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the listener on port " + port(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void acceptAll(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        accepted.incrementAndGet();
        Thread.ofVirtual().name("tcp-proxy-connect").start(() -> serve(socket, client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(ServerSocket acceptedBy, Socket client) {
    ProxiedConnection connection = new ProxiedConnection(client, gate);
    connections.add(connection);
    try {
      if (acceptedBy.isClosed()) {
        connection.reset(); // refuse() came in between and did not see this connection
      }
      connection.connect(target, CONNECT_LIMIT);
      connection.forward(bytesToServer, bytesToClient);
    } finally {
      connection.reset();
      connections.remove(connection);
    }
  }
}
