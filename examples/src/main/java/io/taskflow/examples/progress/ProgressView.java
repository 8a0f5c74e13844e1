package io.taskflow.examples.progress;

/** Puts progress before somebody's eyes. Used by one thread. */
public interface ProgressView {

  /** Called several times a second. */
  void show(Progress progress);

  /** Called once, with what came of it. */
  void finish(Progress progress);
}
