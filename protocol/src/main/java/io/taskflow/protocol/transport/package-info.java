/**
 * The seam between the system and a message broker: publish with confirmation, consume with manual
 * acknowledgement, declare what is needed. {@code InMemoryTransport} runs it in one JVM; the AMQP
 * implementation lives in {@code io.taskflow.protocol.amqp}.
 */
@NullMarked
package io.taskflow.protocol.transport;

import org.jspecify.annotations.NullMarked;
