package io.taskflow.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How a {@link io.taskflow.testkit.broker.RabbitNode} parameter is to be configured; the same as
 * {@link io.taskflow.testkit.broker.RabbitSettings}, which has the details.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface NodeSettings {

  /** Plug-ins to enable. */
  String[] plugins() default {};

  /** Further lines of {@code rabbitmq.conf}. */
  String[] config() default {};

  /** The whole of {@code advanced.config}. */
  String advancedConfig() default "";

  /** How long a consumer may hold a delivery, in milliseconds; 0 leaves RabbitMQ's own default. */
  long consumerTimeoutMillis() default 0;
}
