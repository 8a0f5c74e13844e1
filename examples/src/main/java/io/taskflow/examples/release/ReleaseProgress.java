package io.taskflow.examples.release;

import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.examples.progress.FlowTracker;
import io.taskflow.examples.release.source.SourceFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Follows a release's flow, and calls its tasks by the files that they work on. */
public final class ReleaseProgress implements AutoCloseable {

  private final FlowHandle flow;
  private final FlowTracker tracker;
  private final FlowHandle.Subscription subscription;

  private ReleaseProgress(
      FlowHandle flow, FlowTracker tracker, FlowHandle.Subscription subscription) {
    this.flow = flow;
    this.tracker = tracker;
    this.subscription = subscription;
  }

  /** Begins to follow. */
  public static ReleaseProgress follow(FlowHandle flow, ReleasePlan plan, String title) {
    SequencedMap<String, Integer> stages = new LinkedHashMap<>();
    int batches = plan.batches().size();
    stages.put("open", 1);
    if (batches > 0) {
      stages.put("hash", batches);
      stages.put("store", batches);
      stages.put("index", batches);
    }
    stages.put("verify", 1);
    stages.put("publish", 1);
    FlowTracker tracker = new FlowTracker(title, stages, task -> label(task, plan.batches()));
    FlowHandle.Subscription subscription = flow.onChange(tracker);
    tracker.begin(flow.inspect());
    return new ReleaseProgress(flow, tracker, subscription);
  }

  /** What counts. */
  public FlowTracker tracker() {
    return tracker;
  }

  /** Takes over how the flow has ended, where its changes may not have been heard of yet. */
  public void end() {
    tracker.end(flow.inspect());
  }

  /** Listens no more. */
  @Override
  public void close() {
    subscription.close();
  }

  private static String label(String task, List<List<SourceFile>> batches) {
    int slash = task.indexOf('/');
    if (slash < 0) {
      return task;
    }
    int batch = Integer.parseInt(task.substring(slash + 1)) - 1;
    if (batch >= batches.size()) {
      return task; // The flow was begun when the directory had more files.
    }
    List<SourceFile> files = batches.get(batch);
    String more = files.size() == 1 ? "" : " and " + (files.size() - 1) + " more";
    return task.substring(0, slash) + " " + files.getFirst().path() + more;
  }
}
