package io.taskflow.protocol.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.TaskRequest.RevertContext;
import io.taskflow.protocol.json.MalformedMessageException.Problem;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever arrives, the decoder answers with a message or with its own error, and soon. */
@Timeout(60)
class DecoderFuzzTest {

  private static final MessageCodec CODEC = new MessageCodec();
  private static final byte[] REQUEST = CODEC.encode(request());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void survivesRandomBytes(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] body = new byte[random.nextInt(200)];
      random.nextBytes(body);
      if (body.length > 0 && random.nextBoolean()) {
        body[0] = '{';
      }
      assertThat(problem(body, seed)).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void survivesFlippedBits(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    Set<Problem> problems = EnumSet.noneOf(Problem.class);
    for (int i = 0; i < 5_000; i++) {
      byte[] body = REQUEST.clone();
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Problem problem = problem(body, seed);
      if (problem != null) {
        problems.add(problem);
      }
    }
    assertThat(problems)
        .contains(Problem.NOT_JSON, Problem.OTHER_VERSION, Problem.UNKNOWN_KIND)
        .contains(Problem.INVALID_FIELD);
  }

  @Test
  void refusesEveryTruncation() {
    for (int length = 0; length < REQUEST.length; length++) {
      assertThat(problem(Arrays.copyOf(REQUEST, length), length)).isEqualTo(Problem.NOT_JSON);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8, 9})
  void survivesPiecesPutTogetherAnew(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    String[] pieces = new String(REQUEST, UTF_8).split("(?<=[,:{}\\[\\]])");
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      int changed = random.nextInt(pieces.length);
      for (int piece = 0; piece < pieces.length; piece++) {
        text.append(pieces[piece == changed ? random.nextInt(pieces.length) : piece]);
      }
      problem(text.toString().getBytes(UTF_8), seed);
    }
  }

  @Test
  void refusesDeepNestingWithoutExhaustingTheStack() {
    int levels = 200_000;
    assertThat(problem(envelope("'new':" + "[".repeat(levels) + "]".repeat(levels))))
        .isEqualTo(Problem.TOO_LARGE);
    assertThat(problem(envelope("'new':" + "{'a':".repeat(levels) + "1" + "}".repeat(levels))))
        .isEqualTo(Problem.TOO_LARGE);
    assertThat(problem(failed("{'code':'cancelled','typeNames':['a'],'causes':[", "]}", 10)))
        .isNull();
    assertThat(problem(failed("{'code':'cancelled','typeNames':['a'],'causes':[", "]}", 30)))
        .isEqualTo(Problem.INVALID_FIELD);
    assertThat(problem(failed("{'code':'cancelled','typeNames':['a'],'causes':[", "]}", 5_000)))
        .isEqualTo(Problem.TOO_LARGE);
  }

  @Test
  void refusesHugeNumbersWithoutComputingThem() {
    assertThat(problem(succeeded("1e999999999"))).isNull();
    assertThat(problem(succeeded("9".repeat(1_000)))).isNull();
    assertThat(problem(succeeded("9".repeat(200_000)))).isEqualTo(Problem.TOO_LARGE);
    assertThat(problem(succeeded("0." + "9".repeat(200_000)))).isEqualTo(Problem.TOO_LARGE);
    assertThat(problem(envelope("'flow':'f','round':1e999999999")))
        .isEqualTo(Problem.INVALID_FIELD);
  }

  @Test
  void refusesRepeatedNamesAtAnyDepth() {
    assertThat(problem(succeeded("{'a':1,'a':2}"))).isEqualTo(Problem.NOT_JSON);
    assertThat(problem(succeeded("[{'b':{'a':1,'\\u0061':2}}]"))).isEqualTo(Problem.NOT_JSON);
    assertThat(problem(envelope("'new':1,'new':2"))).isEqualTo(Problem.NOT_JSON);
    assertThat(problem(envelope("'new':{'a':1,'a':2}"))).isEqualTo(Problem.NOT_JSON);
    assertThat(problem(envelope("'kind':'task-started'"))).isEqualTo(Problem.NOT_JSON);
  }

  @Test
  void refusesOtherEncodingsThanUtf8() {
    String request = new String(REQUEST, UTF_8);
    for (Charset other : new Charset[] {UTF_16, UTF_16LE, Charset.forName("UTF-32BE")}) {
      assertThat(problem(request.getBytes(other), 0)).isEqualTo(Problem.NOT_JSON);
    }
    byte[] latin1 = succeeded("'é'");
    assertThat(problem(new String(latin1, UTF_8).getBytes(ISO_8859_1), 0))
        .isEqualTo(Problem.NOT_JSON);
  }

  @Test
  void refusesNumbersThatAreNone() {
    for (String none :
        new String[] {"NaN", "Infinity", "-Infinity", "01", "+1", "1.", ".5", "0x10"}) {
      assertThat(problem(succeeded(none))).as(none).isEqualTo(Problem.NOT_JSON);
    }
  }

  @Test
  void namesNoValueOfARefusedMessage() {
    String secret = "hunter2";
    for (byte[] body :
        new byte[][] {
          succeeded("'" + secret),
          succeeded(secret),
          succeeded("'\\x" + secret + "'"),
          envelope("'flow':17,'password':'" + secret + "'"),
          secret.getBytes(UTF_8)
        }) {
      try {
        CODEC.decode(body);
        assertThat(body).as("must be refused").isNull();
      } catch (MalformedMessageException e) {
        assertThat(e).hasMessageNotContaining(secret).hasNoCause();
      }
    }
  }

  @Test
  void tellsTheAttemptOfMostRefusedMessages() {
    byte[] notANumber = succeeded("NaN");

    assertThat(problem(notANumber)).isEqualTo(Problem.NOT_JSON);
    assertThat(CODEC.attempt(notANumber))
        .hasValue(new AttemptRef(new FlowId("f"), "t", Action.EXECUTE, new AttemptToken("k")));
    assertThat(CODEC.attempt(envelope("'flow':'f'"))).isEmpty();
    assertThat(CODEC.attempt("nonsense".getBytes(UTF_8))).isEmpty();
  }

  /** The problem of a body that was made on purpose. */
  private static Problem problem(byte[] body) {
    return problem(body, 0);
  }

  private static Problem problem(byte[] body, long seed) {
    try {
      CODEC.decode(body);
      return null;
    } catch (MalformedMessageException e) {
      return e.problem();
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(
          "seed " + seed + ", body " + new String(body, UTF_8) + " (" + body.length + ")", e);
    }
  }

  private static byte[] envelope(String fields) {
    return text("{'kind':'task-succeeded','protocol':'1.0'," + fields + "}");
  }

  private static byte[] succeeded(String result) {
    return envelope(
        "'flow':'f','task':'t','action':'execute','token':'k','worker':'w',"
            + "'at':'2026-01-01T00:00:00Z','result':"
            + result);
  }

  private static byte[] failed(String open, String close, int levels) {
    return text(
        "{'kind':'task-failed','protocol':'1.0','flow':'f','task':'t','action':'execute',"
            + "'token':'k','worker':'w','at':'2026-01-01T00:00:00Z','failure':"
            + open.repeat(levels)
            + "{'code':'cancelled','typeNames':['a']}"
            + close.repeat(levels)
            + "}");
  }

  private static byte[] text(String json) {
    return json.replace('\'', '"').getBytes(UTF_8);
  }

  private static Message request() {
    Failure failure = Failure.of(new IllegalStateException("no", new RuntimeException("cause")));
    return new TaskRequest(
        new AttemptRef(new FlowId("f1"), "load \u20ac", Action.REVERT, new AttemptToken("t2")),
        "import",
        "demo.Load",
        "1.0",
        1,
        2,
        "3",
        new TreeMap<>(
            Map.of("a", Json.of(Map.of("b", Arrays.asList(1, 2.5, "\u00e9\n", null, true))))),
        new RevertContext(
            null, failure.brief(), Map.of("send", Failure.of(FailureCode.TIMED_OUT, "late"))),
        Instant.parse("2026-11-23T12:00:00.250Z"),
        Duration.ofMillis(1500),
        null,
        OnWorkerLoss.REDISPATCH,
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  }
}
