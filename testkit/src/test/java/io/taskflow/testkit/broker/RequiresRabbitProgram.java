package io.taskflow.testkit.broker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test of the program path itself. It is skipped, with a printed reason, only where a Docker
 * engine stands in for the program; where there is neither it runs and fails.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(RequiresRabbitProgram.Condition.class)
public @interface RequiresRabbitProgram {

  final class Condition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (PrivateRabbit.available() || !RabbitSource.dockerAvailable()) {
        return ConditionEvaluationResult.enabled("the program is the broker here");
      }
      String reason = "no rabbitmq-server program, and Docker stands in for it";
      System.out.printf("skipped %s: %s%n", context.getDisplayName(), reason);
      return ConditionEvaluationResult.disabled(reason);
    }
  }
}
