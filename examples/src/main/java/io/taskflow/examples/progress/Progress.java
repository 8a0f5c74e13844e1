package io.taskflow.examples.progress;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A flow at one moment, as far as people want to see it.
 *
 * @param title what is being done
 * @param status of the flow, a word
 * @param elapsed since it was begun
 * @param stages tasks of a kind, in their order
 * @param tasksByWorker how many tasks each worker has answered
 * @param news what happened last, oldest first
 * @param newsCount how many pieces of news there have been in all
 */
public record Progress(
    String title,
    String status,
    Duration elapsed,
    List<Stage> stages,
    Map<String, Integer> tasksByWorker,
    List<String> news,
    long newsCount) {

  /**
   * The tasks of a kind.
   *
   * @param name of the kind
   * @param total how many there are
   * @param running how many have been sent to workers and not been answered, reverts included
   * @param done how many have been executed and not been reverted
   * @param failed how many have failed, in execute or revert
   * @param reverted how many have been undone
   */
  public record Stage(String name, int total, int running, int done, int failed, int reverted) {}

  public Progress {
    stages = List.copyOf(stages);
    news = List.copyOf(news);
  }

  /** How many tasks there are. */
  public int total() {
    return stages.stream().mapToInt(Stage::total).sum();
  }

  /** How many have been executed and not been reverted. */
  public int done() {
    return stages.stream().mapToInt(Stage::done).sum();
  }

  /** How many have been undone. */
  public int reverted() {
    return stages.stream().mapToInt(Stage::reverted).sum();
  }
}
