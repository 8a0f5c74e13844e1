package io.taskflow.benchmarks.raw;

import java.util.BitSet;

/** Which messages of a channel the broker has confirmed. Thread-safe. */
final class Confirms {

  /** Bit i stands for message first + i. */
  private BitSet confirmed = new BitSet();

  private long first = 1;
  private long published;

  synchronized void publishing() {
    published++;
  }

  synchronized long published() {
    return published;
  }

  synchronized void confirmed(long number, boolean multiple) {
    int index = (int) (number - first);
    confirmed.set(multiple ? 0 : index, index + 1);
    int all = confirmed.nextClearBit(0);
    confirmed = confirmed.get(all, Math.max(all, confirmed.length()));
    first += all;
    notifyAll();
  }

  synchronized void awaitAll() throws InterruptedException {
    while (first <= published) {
      wait();
    }
  }
}
