package io.taskflow.protocol.amqp;

import com.rabbitmq.client.WriteListener;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.SocketFrameHandler;
import io.taskflow.protocol.concurrent.OwnerThread;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a connection. The client library writes each message to the socket at once; while
 * somebody has more to say, frames are gathered here instead, and written together. Nobody may wait
 * for an answer meanwhile. Thread-safe.
 */
final class PatientFrames extends SocketFrameHandler {

  /** What a frame without content takes. */
  private static final int SHORTEST_FRAME = 8;

  private final ReadBatch batch = new ReadBatch();
  private final AtomicInteger talking = new AtomicInteger();

  /** Shared by those who may be held up, exclusive for who must not be. */
  private final ReadWriteLock writing = new ReentrantReadWriteLock();

  PatientFrames(Socket socket, ExecutorService shutdownExecutor, int maxInboundBodySize)
      throws IOException {
    super(socket, shutdownExecutor, maxInboundBodySize);
  }

  /**
   * More frames follow soon; {@link #end} must follow in any case, on the same thread. Waits for
   * who talks {@linkplain #beginAlone alone}.
   */
  void begin() {
    writing.readLock().lock();
    talking.incrementAndGet();
  }

  /** Writes what was gathered, also if others still talk: none waits for another. */
  void end() throws IOException {
    end(writing.readLock());
  }

  /**
   * As {@link #begin}, unless others talk: they may be held up by the socket, and with them who
   * wants to write to it. Nor may the thread that reads: held up, it would not even hear that the
   * broker takes nothing. {@link #endAlone} must follow if it is true.
   */
  boolean beginAlone() {
    if (batch.isReader() || !writing.writeLock().tryLock()) {
      return false;
    }
    talking.incrementAndGet();
    return true;
  }

  /** As {@link #end}. */
  void endAlone() throws IOException {
    end(writing.writeLock());
  }

  private void end(Lock held) throws IOException {
    talking.decrementAndGet();
    try {
      super.flush(null);
    } finally {
      held.unlock();
    }
  }

  /** Something that was read was handed to an owner, who is to be helped soon. */
  void handed(OwnerThread owner) {
    batch.handed(owner);
  }

  @Override
  public @Nullable Frame readFrame() throws IOException {
    batch.readsHere();
    try {
      if (batch.much() || (batch.any() && getInputStream().available() < SHORTEST_FRAME)) {
        batch.help();
      }
      Frame frame = super.readFrame();
      if (frame != null) {
        batch.read(frame.getPayload().length);
      }
      return frame;
    } catch (IOException e) {
      batch.help();
      throw e;
    }
  }

  @Override
  public void flush(WriteListener listener) throws IOException {
    if (talking.get() == 0) {
      super.flush(listener);
    }
  }
}
