package io.taskflow.flow.json;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What an item is, as written in its member {@code kind}, and which other members it may have. */
enum Kind {
  TASK(
      Field.NAME,
      Field.TYPE,
      Field.VERSION,
      Field.TOPIC,
      Field.REQUIRES,
      Field.OPTIONAL,
      Field.PROVIDES,
      Field.REBIND,
      Field.INJECT,
      Field.REVERTIBLE,
      Field.REVERT_REQUIRES,
      Field.REVERT_REBIND,
      Field.ATTEMPTS,
      Field.REVERT_ATTEMPTS,
      Field.DELAY,
      Field.TIMEOUTS,
      Field.ON_WORKER_LOSS,
      Field.PRIORITY),
  CHILD(
      Field.NAME,
      Field.FLOW,
      Field.REQUIRES,
      Field.OPTIONAL,
      Field.PROVIDES,
      Field.REBIND,
      Field.INJECT,
      Field.REVERTIBLE,
      Field.ATTEMPTS,
      Field.DELAY,
      Field.START_TO_CLOSE),
  FOREACH(Field.NAME, Field.OVER, Field.ITEM, Field.TASK, Field.LIMIT, Field.COLLECTS),
  LINEAR(Field.NAME, Field.RETRY, Field.ITEMS),
  UNORDERED(Field.NAME, Field.RETRY, Field.ITEMS),
  GRAPH(Field.NAME, Field.RETRY, Field.ITEMS, Field.LINKS, Field.TARGET);

  private final Set<String> fields;

  Kind(String... fields) {
    this.fields = Set.of(fields);
  }

  boolean has(String field) {
    return fields.contains(field);
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Kind> of(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(Kind::text).toList();
  }
}
