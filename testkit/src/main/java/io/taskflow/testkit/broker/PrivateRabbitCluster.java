package io.taskflow.testkit.broker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Some RabbitMQ nodes on this machine that form one cluster. It takes about half a minute to form
 * on a small machine. The nodes share a port mapper, which belongs to the cluster: any of them may
 * be stopped or killed alone.
 *
 * <p>Safe for use by many threads.
 */
public final class PrivateRabbitCluster implements AutoCloseable {

  private final Path directory;
  private final List<PrivateRabbit> nodes;

  private PrivateRabbitCluster(Path directory, List<PrivateRabbit> nodes) {
    this.directory = directory;
    this.nodes = nodes;
  }

  /**
   * Starts the nodes of a cluster at the same time and waits until all of them have joined it.
   *
   * @param size how many nodes, 2 to 7
   * @param settings what each of them is configured with
   */
  public static PrivateRabbitCluster start(int size, RabbitSettings settings) {
    if (size < 2 || size > 7) {
      throw new IllegalArgumentException("a cluster of " + size + " nodes: 2 to 7 expected");
    }
    Path directory = Directories.temporary("taskflow-rabbit-cluster");
    List<PrivateRabbit> started = new ArrayList<>();
    PrivateRabbitCluster cluster = new PrivateRabbitCluster(directory, started);
    try {
      NodeProperties mapper = NodeScript.start("epmd", directory, List.of("--temporary"));
      started.addAll(startNodes(size, settings, mapper.text("epmd.port")));
      started.getFirst().ctl("await_online_nodes", Integer.toString(size));
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static List<PrivateRabbit> startNodes(int size, RabbitSettings settings, String mapper) {
    List<String> names = IntStream.rangeClosed(1, size).mapToObj(n -> "node" + n).toList();
    String cookie = UUID.randomUUID().toString();
    List<CompletableFuture<PrivateRabbit>> starts;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      starts =
          names.stream()
              .map(
                  name ->
                      List.of(
                          "--name",
                          name,
                          "--cluster",
                          String.join(",", names),
                          "--cookie",
                          cookie,
                          "--epmd-port",
                          mapper))
              .map(
                  options ->
                      CompletableFuture.supplyAsync(
                          () -> PrivateRabbit.start(settings, options), executor))
              .toList();
    }
    return joinAll(starts);
  }

  /** Returns all results, or closes those that there are if one has failed. */
  private static List<PrivateRabbit> joinAll(List<CompletableFuture<PrivateRabbit>> starts) {
    boolean failed = starts.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
    if (failed) {
      starts.forEach(start -> start.thenAccept(PrivateRabbit::close).exceptionally(e -> null));
    }
    return starts.stream().map(CompletableFuture::join).toList();
  }

  /** Returns the nodes, in the order of their names. */
  public List<PrivateRabbit> nodes() {
    return List.copyOf(nodes);
  }

  /** Returns one node, counted from 0. */
  public PrivateRabbit node(int index) {
    return nodes.get(index);
  }

  /** Stops all nodes and deletes all that they left on disk. */
  @Override
  public void close() {
    nodes.forEach(PrivateRabbit::close);
    NodeScript.run("kill", directory);
    Directories.delete(directory);
  }
}
