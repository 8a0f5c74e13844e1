package io.taskflow.benchmarks.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Processor time of other processes, from Linux's {@code /proc}. */
public final class ProcessorTime {

  /** What Linux counts in, whatever the kernel's own clock: USER_HZ. */
  private static final double MICROS_PER_TICK = 10_000;

  /** Fields after the process's name, which may hold blanks and is in parentheses. */
  private static final int USER = 11;

  private static final int WAITED_CHILDREN_SYSTEM = 14;

  private ProcessorTime() {}

  /**
   * What a process and its descendants have used, in microseconds, to a hundredth of a second;
   * descendants that ended count too. 0 if it is gone or this is not Linux.
   */
  public static double micros(long pid) {
    double sum = own(pid);
    for (ProcessHandle child :
        ProcessHandle.of(pid).map(p -> p.descendants().toList()).orElse(List.of())) {
      sum += own(child.pid());
    }
    return sum;
  }

  /**
   * What the compilers of a JVM have used, as {@link #micros}: a part of what it says. They must
   * not come and go, for what has gone is not counted.
   */
  public static double compilerMicros(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads.filter(ProcessorTime::isCompiler).mapToDouble(ProcessorTime::ofStat).sum();
    } catch (IOException e) {
      return 0; // it has ended, or there is no /proc
    }
  }

  private static boolean isCompiler(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).matches("C[12] CompilerThre\\s*");
    } catch (IOException e) {
      return false; // the thread has ended
    }
  }

  private static double own(long pid) {
    return ofStat(Path.of("/proc", Long.toString(pid)));
  }

  private static double ofStat(Path process) {
    try {
      String text = Files.readString(process.resolve("stat"));
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      double ticks = 0;
      for (int i = USER; i <= WAITED_CHILDREN_SYSTEM; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return ticks * MICROS_PER_TICK;
    } catch (IOException e) {
      return 0; // it has ended, or there is no /proc
    }
  }
}
