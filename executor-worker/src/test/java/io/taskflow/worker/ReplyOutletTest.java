package io.taskflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Publisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplyOutletTest {

  private final List<List<String>> sent = new ArrayList<>();
  private final ManualLoop loop =
      new ManualLoop(() -> 0, new SplittableRandom(1), (request, code) -> () -> {});
  private final ReplyOutlet outlet =
      new ReplyOutlet(
          new RecordingPublisher(),
          loop,
          new WorkerMetrics(new SimpleMeterRegistry(), "worker", TaskRegistry.builder().build()));

  private final class RecordingPublisher implements Publisher {

    @Override
    public void publish(OutgoingMessage message, OutcomeListener listener) {
      publish(List.of(new Posting(message, listener)));
    }

    @Override
    public void publish(List<Posting> postings) {
      sent.add(postings.stream().map(posting -> posting.message().messageId()).toList());
    }

    @Override
    public int pending() {
      return 0;
    }

    @Override
    public void close() {}
  }

  private void give(String id) {
    OutgoingMessage message =
        new OutgoingMessage(
            "exchange", "key", new byte[0], "type", id, null, "text", true, true, null, Map.of());
    loop.execute(() -> outlet.sendUntilConfirmed(message, () -> {}));
  }

  private void doAll() {
    while (loop.step()) {
      // until nothing is due
    }
  }

  @Test
  void whatComesTogetherLeavesTogetherInItsOrder() {
    give("1");
    give("2");
    give("3");
    doAll();

    assertThat(sent).containsExactly(List.of("1", "2", "3"));
  }

  @Test
  void whatComesLaterLeavesLater() {
    give("1");
    doAll();
    give("2");
    doAll();

    assertThat(sent).containsExactly(List.of("1"), List.of("2"));
  }

  @Test
  void nothingWaitsForWhatHasNotComeYet() {
    give("1");
    loop.step();
    give("2");
    loop.step();

    assertThat(sent).as("the second one has come after what sends the first").hasSize(1);
  }
}
