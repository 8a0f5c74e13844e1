package io.taskflow.testkit.protocol;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.ControlMessage.CancelAttempt;
import io.taskflow.protocol.ControlMessage.DrainWorker;
import io.taskflow.protocol.ControlMessage.LostTopic;
import io.taskflow.protocol.ControlMessage.TaskType;
import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.ControlMessage.WhoIsThere;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.Signal.DismissTask;
import io.taskflow.protocol.Signal.HoldChild;
import io.taskflow.protocol.Signal.Rerun;
import io.taskflow.protocol.Signal.Reset;
import io.taskflow.protocol.Signal.ResolveTask;
import io.taskflow.protocol.Signal.Resume;
import io.taskflow.protocol.Signal.RetryTask;
import io.taskflow.protocol.Signal.Revert;
import io.taskflow.protocol.Signal.RevertChild;
import io.taskflow.protocol.Signal.SkipTask;
import io.taskflow.protocol.Signal.StartChild;
import io.taskflow.protocol.Signal.Suspend;
import io.taskflow.protocol.Signal.WakeUp;
import io.taskflow.protocol.TaskReply.Failed;
import io.taskflow.protocol.TaskReply.Leased;
import io.taskflow.protocol.TaskReply.Progressed;
import io.taskflow.protocol.TaskReply.Rejected;
import io.taskflow.protocol.TaskReply.Started;
import io.taskflow.protocol.TaskReply.Succeeded;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.TaskRequest.RevertContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of every kind, with unusual but legal content: the same sequence for the same
 * random source. Not thread-safe.
 */
public final class RandomMessages {

  private final RandomGenerator random;
  private final RandomTexts texts;
  private final RandomJson values;
  private final List<Supplier<Message>> kinds;

  /**
   * @param random where all choices come from; seed it and print the seed
   */
  public RandomMessages(RandomGenerator random) {
    this.random = random;
    this.texts = new RandomTexts(random);
    this.values = new RandomJson(random, texts);
    this.kinds =
        List.of(
            this::request,
            () -> new Started(attempt(), texts.name(), instant()),
            () ->
                new Progressed(
                    attempt(),
                    texts.name(),
                    instant(),
                    whole(),
                    random.nextDouble(),
                    maybe(values::value)),
            () -> new Succeeded(attempt(), texts.name(), instant(), values.value()),
            () -> new Failed(attempt(), texts.name(), instant(), failure(2)),
            () -> new Leased(attempt(), texts.name(), instant(), duration()),
            () ->
                new Rejected(
                    attempt(), texts.name(), instant(), pick(FailureCode.values()), texts.any()),
            () -> new WakeUp(flow()),
            () -> new Suspend(flow(), texts.any()),
            () -> new Resume(flow(), texts.any()),
            () -> new Revert(flow(), texts.any(), texts.any()),
            () -> new Rerun(flow(), texts.any()),
            () -> new Reset(flow(), texts.any()),
            () -> new RetryTask(flow(), texts.name(), values.members(), texts.any(), texts.any()),
            () -> new ResolveTask(flow(), texts.name(), values.value(), texts.any(), texts.any()),
            () -> new SkipTask(flow(), texts.name(), texts.any(), texts.any()),
            () -> new DismissTask(flow(), texts.name(), texts.any(), texts.any()),
            this::startChild,
            () -> new RevertChild(flow(), attempt(), texts.any()),
            () -> new HoldChild(flow(), attempt(), random.nextBoolean()),
            this::announcement,
            () -> new TopicLost(texts.name(), worker(), maybe(this::instant)),
            () -> new WhoIsThere(texts.name()),
            () -> new CancelAttempt(attempt(), texts.any()),
            () -> new DrainWorker(worker()));
  }

  /** A message of any kind. */
  public Message next() {
    return kinds.get(random.nextInt(kinds.size())).get();
  }

  /** One message of each kind. */
  public Stream<Message> oneOfEach() {
    return kinds.stream().map(Supplier::get);
  }

  private TaskRequest request() {
    AttemptRef attempt = attempt();
    return new TaskRequest(
        attempt,
        texts.name(),
        texts.name(),
        version(),
        ordinal(),
        ordinal(),
        texts.token(200),
        values.members(),
        attempt.action() == Action.REVERT ? revert() : null,
        maybe(this::instant),
        maybe(this::duration),
        maybe(this::duration),
        pick(OnWorkerLoss.values()),
        maybe(texts::any));
  }

  private StartChild startChild() {
    Map<String, String> flows = new TreeMap<>();
    few().forEach(i -> flows.put(texts.name(), hash()));
    return new StartChild(
        flow(),
        attempt(),
        hash(),
        flows,
        values.members(),
        duration(),
        random.nextBoolean(),
        random.nextBoolean());
  }

  private String hash() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private RevertContext revert() {
    Map<String, Failure> failures = new TreeMap<>();
    few().forEach(i -> failures.put(texts.name(), failure(1)));
    return new RevertContext(maybe(values::value), maybe(() -> failure(2)), failures);
  }

  private Failure failure(int levels) {
    return new Failure(
        pick(FailureCode.values()),
        IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(i -> texts.any()).toList(),
        texts.any(),
        texts.any(),
        random.nextBoolean(),
        levels == 0 ? List.of() : few().mapToObj(i -> failure(levels - 1)).toList());
  }

  private WorkerAnnouncement announcement() {
    return new WorkerAnnouncement(
        worker(),
        texts.any(),
        few().mapToObj(i -> texts.token(100)).toList(),
        few().mapToObj(i -> new TaskType(texts.name(), version())).toList(),
        random.nextInt(0, Integer.MAX_VALUE),
        random.nextInt(0, Integer.MAX_VALUE),
        pick(WorkerState.values()),
        instant(),
        instant(),
        whole() + 1,
        random.nextBoolean() ? null : whole() + 1,
        few().mapToObj(i -> new LostTopic(texts.name(), instant())).toList());
  }

  private AttemptRef attempt() {
    return new AttemptRef(
        flow(), texts.name(), pick(Action.values()), new AttemptToken(texts.token(64)));
  }

  private FlowId flow() {
    return new FlowId(texts.token(64).replace('.', '-'));
  }

  private String worker() {
    return texts.token(200);
  }

  private String version() {
    return random.nextInt(1_000_000) + "." + random.nextInt(1_000_000);
  }

  private int ordinal() {
    return random.nextInt(1, Integer.MAX_VALUE);
  }

  /** A number from 0 that all JSON readers keep, of any magnitude. */
  private long whole() {
    return random.nextLong(1L << random.nextInt(53));
  }

  private Duration duration() {
    return Duration.ofMillis(whole() + 1);
  }

  private Instant instant() {
    Instant first = Instant.parse("0000-01-01T00:00:00Z");
    Instant last = Instant.parse("9999-12-31T23:59:59Z");
    long second = random.nextLong(first.getEpochSecond(), last.getEpochSecond());
    return Instant.ofEpochSecond(second, random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
  }

  private IntStream few() {
    return IntStream.range(0, random.nextInt(4));
  }

  private <T> @Nullable T maybe(Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }

  private <T> T pick(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
