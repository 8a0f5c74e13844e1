package io.taskflow.testkit.network;

import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What all connections of a proxy ask before they pass a chunk on. Guarded by one lock; a test
 * changes it, the forwarding threads read it and wait at it.
 */
final class TrafficGate {

  enum Mode {
    PASS,
    STALL,
    BLACKHOLE
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Mode mode = Mode.PASS;
  private Duration delay = Duration.ZERO;

  void mode(Mode next) {
    lock.lock();
    try {
      mode = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void delay(Duration next) {
    lock.lock();
    try {
      delay = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void restore() {
    delay(Duration.ZERO);
    mode(Mode.PASS);
  }

  /** Waits while traffic is stalled, unless the connection is closed meanwhile. */
  void awaitOpen(Socket connection) throws InterruptedException {
    lock.lock();
    try {
      while (mode == Mode.STALL && !connection.isClosed()) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a chunk may be passed on: through the delay, and through a stall that began
   * meanwhile.
   *
   * @return whether to pass it on; if not, it is to be lost
   */
  boolean admit(Socket connection) throws InterruptedException {
    lock.lock();
    try {
      long remainingNanos = delay.toNanos();
      while (remainingNanos > 0 && !delay.isZero() && !connection.isClosed()) {
        remainingNanos = changed.awaitNanos(remainingNanos);
      }
      awaitOpen(connection);
      return mode != Mode.BLACKHOLE;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the threads of a connection that was closed see it. */
  void connectionClosed() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
