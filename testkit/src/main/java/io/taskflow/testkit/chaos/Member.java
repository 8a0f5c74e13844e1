package io.taskflow.testkit.chaos;

import io.taskflow.testkit.network.TcpProxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * An engine or a worker that is to be there: a process, started again as often as it takes, and the
 * proxies through which it is connected. Changed by one thread at a time, read by any.
 */
final class Member {

  private static final long TERMINATE_SECONDS = 45;

  private final String name;
  private final TcpProxy broker;
  private final List<TcpProxy> proxies;
  private final Function<String, ChildProcess> starter;
  private final List<ChildProcess> lives = new CopyOnWriteArrayList<>();
  private volatile boolean wanted;

  /**
   * @param broker through which it is connected to the broker
   * @param proxies all through which it is connected
   * @param starter makes a process of a name
   */
  Member(
      String name,
      TcpProxy broker,
      List<TcpProxy> proxies,
      Function<String, ChildProcess> starter) {
    this.name = name;
    this.broker = broker;
    this.proxies = List.copyOf(proxies);
    this.starter = starter;
  }

  String name() {
    return name;
  }

  /** The name of its present process: each has another one. */
  String lifeName() {
    return name + "." + lives.size();
  }

  TcpProxy broker() {
    return broker;
  }

  /** The proxy to the database; engines only. */
  TcpProxy database() {
    return proxies.getLast();
  }

  ChildProcess process() {
    return lives.getLast();
  }

  /** Whether one of its processes had this id. */
  boolean was(long pid) {
    return lives.stream().anyMatch(life -> life.pid() == pid);
  }

  void start() {
    lives.add(starter.apply(name + "." + (lives.size() + 1)));
    wanted = true;
  }

  void kill() throws InterruptedException {
    wanted = false;
    process().kill();
  }

  void terminate() throws InterruptedException {
    wanted = false;
    if (!process().terminate(TERMINATE_SECONDS)) {
      long pid = process().pid();
      process().kill();
      throw new CampaignException(
          "%s (process %d) did not end within %d s after SIGTERM"
              .formatted(name, pid, TERMINATE_SECONDS));
    }
  }

  /** Whether it has ended although nobody wanted that. */
  boolean endedByItself() {
    return wanted && !process().alive();
  }

  void close() {
    try {
      if (!lives.isEmpty()) {
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    proxies.forEach(TcpProxy::close);
  }
}
