package io.taskflow.protocol.amqp;

import io.taskflow.protocol.concurrent.OwnerThread;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the thread that reads a connection has handed to owners: it helps them when not even the
 * beginning of another frame is there, or when it is much. So what has come together is dealt with
 * together; it waits for the rest of a frame that has come in part. Belongs to that thread; {@link
 * #handed} may be called by any.
 */
final class ReadBatch {

  private static final int MUCH = 64;

  /** However little is handed over: others have waited for so much to be read. */
  private static final int MUCH_READ = 64 << 10;

  private final Set<OwnerThread> owners = new LinkedHashSet<>();
  private int count;
  private long bytes;
  private volatile @Nullable Thread reader;

  /** The calling thread is the one that reads. */
  void readsHere() {
    if (reader == null) {
      reader = Thread.currentThread();
    }
  }

  /** Whether the calling thread is the one that reads. */
  boolean isReader() {
    return Thread.currentThread() == reader;
  }

  /** So many bytes have been read. */
  void read(int length) {
    bytes += any() ? length : 0;
  }

  /** Something was handed to an owner, who is to be helped. */
  void handed(OwnerThread owner) {
    if (isReader()) {
      owners.add(owner);
      count++;
    } else {
      owner.help();
    }
  }

  boolean any() {
    return count > 0;
  }

  boolean much() {
    return count >= MUCH || bytes >= MUCH_READ;
  }

  void help() {
    if (count > 0) {
      List<OwnerThread> helped = List.copyOf(owners);
      owners.clear();
      count = 0;
      bytes = 0;
      OwnerThread.help(helped);
    }
  }
}
