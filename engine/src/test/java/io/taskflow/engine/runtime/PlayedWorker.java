package io.taskflow.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.ControlMessage.CancelAttempt;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes requests of topic {@code default} and answers as the test says. */
final class PlayedWorker implements AutoCloseable {

  private final MessageCodec codec = new MessageCodec();
  private final BlockingQueue<TaskRequest> requests = new LinkedBlockingQueue<>();
  private final Topology topology;
  private final Transport transport;
  private final Publisher publisher;

  PlayedWorker(InMemoryBroker broker, Topology topology) {
    this.topology = topology;
    this.transport = broker.connect("played worker");
    transport.declare(topology.base());
    transport.declare(List.of(topology.tasks("default")));
    transport.consume(topology.tasksQueue("default"), 10_000, this::take);
    this.publisher = transport.publisher("played worker");
  }

  private void take(Delivery delivery) {
    requests.add((TaskRequest) codec.decode(delivery.body()));
    delivery.ack();
  }

  /** The cancellations from now on. */
  BlockingQueue<CancelAttempt> cancellations() {
    BlockingQueue<CancelAttempt> heard = new LinkedBlockingQueue<>();
    Declaration.Queue queue =
        new Declaration.Queue(
            "control of the played worker",
            QueueKind.EXCLUSIVE,
            List.of(new Binding(topology.controlExchange(), topology.topicKey("default"))),
            null,
            null);
    transport.declare(List.of(queue));
    transport.consume(
        queue.name(),
        100,
        delivery -> {
          if (codec.decode(delivery.body()) instanceof CancelAttempt cancel) {
            heard.add(cancel);
          }
          delivery.ack();
        });
    return heard;
  }

  TaskRequest request() throws InterruptedException {
    TaskRequest request = requests.poll(EngineRig.LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(request).as("a request within %s", EngineRig.LIMIT).isNotNull();
    return request;
  }

  /**
   * Answers all requests from now on: executes of tasks whose type is {@code fails} fail,
   * everything else succeeds with the name of the task. To be closed.
   *
   * @param log gets {@code +task} or {@code -task} for each attempt that is answered
   */
  AutoCloseable answerAll(List<String> log) {
    Thread player =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (true) {
                      answer(requests.take(), log);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    return () -> {
      player.interrupt();
      player.join();
    };
  }

  private void answer(TaskRequest request, List<String> log) {
    boolean execute = request.attempt().action() == Action.EXECUTE;
    log.add((execute ? "+" : "-") + request.attempt().task());
    if (execute && request.taskType().equals("fails")) {
      fail(request);
    } else {
      succeed(request, Json.of(request.attempt().task()));
    }
  }

  /** Whether no request is there now. */
  boolean idle() {
    return requests.isEmpty();
  }

  void succeed(TaskRequest request, Json result) {
    reply(request, new TaskReply.Succeeded(request.attempt(), "played", Instant.now(), result));
  }

  void fail(TaskRequest request) {
    reply(
        request,
        new TaskReply.Failed(
            request.attempt(),
            "played",
            Instant.now(),
            Failure.of(FailureCode.TASK_FAILED, "as the test wants")));
  }

  void reply(TaskRequest request, TaskReply reply) {
    send(topology.inboxExchange(), request.replyTo(), reply);
  }

  void send(String exchange, String key, Message message) {
    publisher.publish(
        new OutgoingMessage(
            exchange,
            key,
            codec.encode(message),
            MessageCodec.kind(message),
            "",
            null,
            MessageCodec.CONTENT_TYPE,
            true,
            false,
            null,
            Map.of()),
        outcome -> {});
  }

  @Override
  public void close() {
    transport.close();
  }
}
