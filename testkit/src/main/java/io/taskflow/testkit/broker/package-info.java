/**
 * Real RabbitMQ brokers for tests: private nodes that are started, crashed, frozen and stopped by
 * the test itself, from the machine's {@code rabbitmq-server} program or in a container.
 *
 * <p>A broker is managed through its own {@code rabbitmqctl}, so that no client library is needed
 * here and a test's own connections are never counted among those that it closes or blocks.
 */
@NullMarked
package io.taskflow.testkit.broker;

import org.jspecify.annotations.NullMarked;
