package io.taskflow.benchmarks.raw;

/** Names at the broker. */
final class RawNames {

  static final String REQUESTS = "raw.requests";
  static final String REPLIES = "raw.replies";

  /** The environment variable with the broker's address. */
  static final String BROKER = "BENCHMARK_BROKER";

  /** The environment variable with the JDBC address of the database. */
  static final String DATABASE = "BENCHMARK_DATABASE";

  private RawNames() {}
}
