package io.taskflow.testkit.junit;

import io.taskflow.testkit.broker.RabbitSource;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test of the container path itself, which means nothing without a Docker engine: it is skipped
 * then, and the reason is printed.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(RequiresDocker.Condition.class)
public @interface RequiresDocker {

  /** Decides once for each test or class. */
  final class Condition implements ExecutionCondition {

    /** Makes the condition; JUnit calls it. */
    public Condition() {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (RabbitSource.dockerAvailable()) {
        return ConditionEvaluationResult.enabled("a Docker engine answers");
      }
      String reason = "no Docker engine answers";
      System.out.printf("skipped %s: %s%n", context.getDisplayName(), reason);
      return ConditionEvaluationResult.disabled(reason);
    }
  }
}
