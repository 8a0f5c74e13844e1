package io.taskflow.examples.maintenance.fleet;

import io.taskflow.protocol.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The fleet in a directory: its state in one file, replaced in one step, and a log of every change.
 * Thread-safe, and safe with other processes on the same directory.
 */
public final class Fleet {

  private static final int WORKLOADS_PER_HOST = 3;

  private final Path directory;
  private final ReentrantLock inThisProcess = new ReentrantLock();

  /** The fleet in that directory. */
  public Fleet(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  /**
   * The fleet in a directory. If there is none, one is set up whose hosts are all in service, with
   * a few workloads each.
   *
   * @param hosts how many hosts a new fleet has, at least 2, because workloads need a place to go
   * @param version of the software of a new fleet's hosts
   */
  public static Fleet openOrCreate(Path directory, int hosts, String version) throws IOException {
    Fleet fleet = new Fleet(directory);
    if (Files.exists(fleet.stateFile())) {
      return fleet;
    }
    if (hosts < 2) {
      throw new IllegalArgumentException("a fleet needs at least 2 hosts, not " + hosts);
    }
    Files.createDirectories(directory);
    List<Host> all = new ArrayList<>();
    for (int number = 1; number <= hosts; number++) {
      String host = "host-" + number;
      List<String> workloads =
          IntStream.rangeClosed(1, WORKLOADS_PER_HOST).mapToObj(i -> host + "-vm-" + i).toList();
      all.add(new Host(host, true, false, version, null, workloads, workloads));
    }
    fleet.write(new FleetState(all));
    return fleet;
  }

  /** Where it is kept; absolute. */
  public Path directory() {
    return directory;
  }

  /** The fleet as it is now. */
  public FleetState state() throws IOException {
    return Json.parse(Files.readString(stateFile())).as(FleetState.class);
  }

  /** What has happened to the hosts, oldest first: {@code EVENT HOST OUT-OF-SERVICE}. */
  public List<String> log() throws IOException {
    return Files.exists(logFile()) ? Files.readAllLines(logFile()) : List.of();
  }

  /** Takes a host out of service; its workloads move to the others. */
  public void drain(String host) throws IOException {
    change("drain", host, state -> state.drain(host));
  }

  /** Takes {@link #drain} back: the host's workloads move home. */
  public void returnToService(String host) throws IOException {
    change("return", host, state -> state.returnToService(host));
  }

  /** Lets the monitoring of a host call nobody, whatever happens to it. */
  public void mute(String host) throws IOException {
    change("mute", host, state -> state.mute(host, true));
  }

  /** Takes {@link #mute} back. */
  public void unmute(String host) throws IOException {
    change("unmute", host, state -> state.mute(host, false));
  }

  /** Gives a host another version. */
  public void upgrade(String host, String version) throws IOException {
    change("upgrade", host, state -> state.upgrade(host, version));
  }

  /** Gives a host back the version that it had before that one. */
  public void downgrade(String host, String version) throws IOException {
    change("downgrade", host, state -> state.downgrade(host, version));
  }

  @SuppressWarnings("try") // the lock is held, not used
  private void change(String event, String host, UnaryOperator<FleetState> change)
      throws IOException {
    inThisProcess.lock();
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock acrossProcesses = channel.lock()) {
      FleetState before = state();
      FleetState after = change.apply(before);
      if (!after.equals(before)) {
        write(after);
        Files.writeString(
            logFile(),
            "%s %s %d%n".formatted(event, host, after.outOfService()),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
    } finally {
      inThisProcess.unlock();
    }
  }

  private void write(FleetState state) throws IOException {
    Path next = directory.resolve("fleet.json.next");
    Files.writeString(next, Json.of(state).text());
    Files.move(next, stateFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path stateFile() {
    return directory.resolve("fleet.json");
  }

  private Path logFile() {
    return directory.resolve("log");
  }
}
