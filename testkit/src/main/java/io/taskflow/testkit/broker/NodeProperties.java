package io.taskflow.testkit.broker;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What the script says about a node that it started: names, addresses and process ids. Immutable.
 */
final class NodeProperties {

  private final Properties properties = new Properties();

  /** Reads the {@code key=value} lines that the script prints. */
  NodeProperties(String lines) {
    try {
      properties.load(new StringReader(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text(String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException(
          "the node has no property '" + key + "', only " + properties.stringPropertyNames());
    }
    return value;
  }

  int number(String key) {
    return Integer.parseInt(text(key));
  }
}
