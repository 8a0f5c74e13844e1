package io.taskflow.protocol.amqp;

import com.rabbitmq.client.WriteListener;
import com.rabbitmq.client.impl.SocketFrameHandler;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The frames of a connection. The client library writes each message to the socket at once; while
 * somebody has more to say, frames are gathered here instead, and written together. Nobody may wait
 * for an answer meanwhile. Thread-safe.
 */
final class PatientFrames extends SocketFrameHandler {

  private final AtomicInteger talking = new AtomicInteger();

  PatientFrames(Socket socket, ExecutorService shutdownExecutor, int maxInboundBodySize)
      throws IOException {
    super(socket, shutdownExecutor, maxInboundBodySize);
  }

  /** More frames follow soon; {@link #end} must follow in any case. */
  void begin() {
    talking.incrementAndGet();
  }

  /** Writes what was gathered, also if others still talk: none waits for another. */
  void end() throws IOException {
    talking.decrementAndGet();
    super.flush(null);
  }

  @Override
  public void flush(WriteListener listener) throws IOException {
    if (talking.get() == 0) {
      super.flush(listener);
    }
  }
}
