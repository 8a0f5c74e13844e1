package io.taskflow.protocol;

/**
 * Everything that travels between engines and workers. On the wire each message is one JSON object
 * with its kind in the AMQP property {@code type} and in the field {@code kind}, and the protocol
 * version in the field {@code protocol}.
 */
public sealed interface Message permits TaskRequest, TaskReply, Signal, ControlMessage {}
