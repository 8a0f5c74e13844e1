/**
 * RabbitMQ behind {@code io.taskflow.protocol.transport}: connections, channels and their recovery,
 * confirms, acknowledgements, declarations. Only {@code AmqpTransport} and {@code AmqpSettings} are
 * for others.
 *
 * <p>Each mutable thing belongs to one {@link io.taskflow.protocol.concurrent.OwnerThread}: the two
 * links to the transport's, a publisher and a consumer each to its own. Threads of the client
 * library only hand something over to them, and of that only do themselves what is quick. Whether
 * and when to open something again is decided by the pure {@link
 * io.taskflow.protocol.amqp.Recovery}.
 */
@NullMarked
package io.taskflow.protocol.amqp;

import org.jspecify.annotations.NullMarked;
