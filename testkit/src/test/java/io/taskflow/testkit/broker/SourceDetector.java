package io.taskflow.testkit.broker;

/** A program that looks for a broker and fails with its exception where there is none. */
final class SourceDetector {

  private SourceDetector() {}

  public static void main(String[] arguments) {
    System.out.println(RabbitSource.detect());
  }
}
