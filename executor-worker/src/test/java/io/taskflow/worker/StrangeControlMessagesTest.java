package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a worker does with control messages that are none. */
class StrangeControlMessagesTest {

  private final WorkerRig rig = new WorkerRig();
  private final ScriptedEngine engine = rig.engine;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Gate gate = new Gate();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ControlListener.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void close() {
    logger.detachAppender(log);
    gate.open();
    rig.close();
  }

  @Test
  void areCountedAndLoggedOnceAndTheWorkerObeysTheNextOne() {
    rig.start(builder -> builder.meterRegistry(meters), TaskDefinition.shared("wait", gate.task()));
    TaskRequest request = engine.send(Requests.execute("wait"));
    await().until(() -> gate.entered() == 1);
    List<byte[]> strange =
        List.of(
            bytes("no JSON"),
            bytes("[]"),
            bytes("{\"kind\":\"cancel-attempt\",\"protocol\":\"1.0\",\"token\":[]}"),
            bytes("{\"kind\":\"who-is-there\",\"protocol\":\"2.0\",\"engine\":\"e\"}"),
            new byte[] {(byte) 0xff},
            new byte[0],
            new MessageCodec().encode(new Signal.WakeUp(new FlowId("flow-1"))));

    strange.forEach(engine::tellRaw);
    engine.cancel(request, "a test");

    assertThat(engine.awaitFailure(request).code()).isEqualTo(FailureCode.CANCELLED);
    assertThat(meters.get(WorkerMetrics.CONTROL_UNREADABLE).counter().count())
        .isEqualTo(strange.size());
    assertThat(log.list).hasSize(strange.size());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
