package io.taskflow.benchmarks.work;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What this process has allocated. */
public final class Allocation {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** Bytes that all threads have allocated so far, those that have ended included. */
  public static long bytes() {
    return THREADS.getTotalThreadAllocatedBytes();
  }
}
