package io.taskflow.flow.json;

import io.taskflow.flow.RetryRule;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How a retry decides, as written in its member {@code kind}, and which members that needs. */
enum RetryKind {
  ALWAYS_REVERT("alwaysRevert"),
  ALWAYS_REVERT_ALL("alwaysRevertAll"),
  TIMES("times", Field.ATTEMPTS, Field.REVERT_ALL),
  FOR_EACH("forEach", Field.VALUES, Field.REVERT_ALL),
  PARAMETERIZED_FOR_EACH("parameterizedForEach", Field.REVERT_ALL),
  NAMED("named", Field.CONTROLLER, Field.SETTINGS);

  private static final Set<String> OF_ALL =
      Set.of(Field.KIND, Field.NAME, Field.REQUIRES, Field.PROVIDES, Field.REBIND);

  private final String text;
  private final Set<String> fields;

  RetryKind(String text, String... fields) {
    this.text = text;
    this.fields = Set.of(fields);
  }

  boolean has(String field) {
    return OF_ALL.contains(field) || fields.contains(field);
  }

  String text() {
    return text;
  }

  static RetryKind of(RetryRule rule) {
    return switch (rule) {
      case RetryRule.AlwaysRevert r -> ALWAYS_REVERT;
      case RetryRule.AlwaysRevertAll r -> ALWAYS_REVERT_ALL;
      case RetryRule.Times r -> TIMES;
      case RetryRule.ForEach r -> FOR_EACH;
      case RetryRule.ParameterizedForEach r -> PARAMETERIZED_FOR_EACH;
      case RetryRule.Named r -> NAMED;
    };
  }

  static Optional<RetryKind> of(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(RetryKind::text).toList();
  }
}
