package io.taskflow.benchmarks.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the machine's disks have been asked for, from Linux's {@code /proc/diskstats}. */
public final class Disks {

  private static final Path STATISTICS = Path.of("/proc/diskstats");
  private static final int FLUSHES = 18;

  private Disks() {}

  /**
   * How many flushes all disks have done: each fsync and fdatasync leads to one, or shares one with
   * others. Those of all other programs are counted, too. 0 if this is not Linux 5.5 or newer.
   */
  public static long flushes() {
    try (Stream<String> lines = Files.lines(STATISTICS)) {
      return lines
          .map(line -> line.strip().split("\\s+", -1))
          .filter(fields -> fields.length > FLUSHES)
          .mapToLong(fields -> Long.parseLong(fields[FLUSHES]))
          .sum();
    } catch (IOException e) {
      return 0; // not Linux
    }
  }
}
