package io.taskflow.benchmarks.report;

/** What carries a workload out. */
public enum Variant {
  /** The broker's client alone. */
  RAW("raw"),
  /** The broker's client, and a group-committed row for each reply. */
  RAW_STORED("raw + store"),
  /** An engine and workers. */
  ENGINE("engine");

  private final String title;

  Variant(String title) {
    this.title = title;
  }

  /** For tables. */
  public String title() {
    return title;
  }
}
