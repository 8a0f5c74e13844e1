package io.taskflow.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class or method that needs a real RabbitMQ broker and gets it as a parameter of its
 * constructor, methods or life-cycle methods:
 *
 * <ul>
 *   <li>{@link io.taskflow.testkit.broker.RabbitBroker}: a virtual host of the class's own on the
 *       one node that all tests of this JVM share. What tests of other classes do is not seen.
 *   <li>{@link io.taskflow.testkit.broker.RabbitNode}: a node of the test's own, to be stopped,
 *       killed or frozen; {@link NodeSettings} on the parameter configures it. It lives as long as
 *       what it was injected into: the class for a constructor or a static life-cycle method, else
 *       the test.
 * </ul>
 *
 * <p>The broker runs in a container where there is a Docker engine, else it is the machine's {@code
 * rabbitmq-server} program. Where there is neither the test fails and says what to install: a test
 * run without a broker must not look as if it had tested one.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(RabbitExtension.class)
public @interface RequiresRabbit {}
