package io.taskflow.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.Signal.WakeUp;
import io.taskflow.protocol.TaskReply.Failed;
import io.taskflow.protocol.TaskReply.Succeeded;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.TaskRequest.RevertContext;
import io.taskflow.protocol.json.MalformedMessageException.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MessageCodecTest {

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.250Z");
  private static final AttemptRef ATTEMPT =
      new AttemptRef(new FlowId("f1"), "load", Action.EXECUTE, new AttemptToken("t1"));

  private final MessageCodec codec = new MessageCodec();

  @Test
  void writesARequestAsOneFlatObject() {
    TaskRequest request =
        request(
            new AttemptRef(new FlowId("f1"), "load", Action.REVERT, new AttemptToken("t2")),
            Map.of("b", Json.of(List.of(1, 2)), "a", Json.NULL),
            new RevertContext(
                Json.NULL, null, Map.of("send", Failure.of(FailureCode.TIMED_OUT, "late"))));

    assertThat(new String(codec.encode(request), UTF_8))
        .isEqualTo(
            "{'kind':'task-request','protocol':'1.0','flow':'f1','task':'load','action':'revert',"
                .concat("'token':'t2','flowName':'import','taskType':'t.Load','taskVersion':")
                .concat("'1.0','round':1,'number':2,'replyTo':'3','arguments':{'a':null,")
                .concat("'b':[1,2]},'revert':{'result':null,'flowFailures':{'send':{'code':")
                .concat("'timed-out','typeNames':['TIMED_OUT'],'message':'late'}}},")
                .concat("'expiresAt':'2026-11-23T12:00:00.250Z','startToCloseMillis':1500,")
                .concat("'onWorkerLoss':'redispatch'}")
                .replace('\'', '"'));
    assertThat(codec.decode(codec.encode(request))).isEqualTo(request);
  }

  @Test
  void writesLargeValuesAmidOthers() {
    Json large = Json.of("ä\"\n".repeat(3_000));
    Json list = Json.of(List.of("x".repeat(5_000), 1));
    TaskRequest request =
        request(
            ATTEMPT, Map.of("a", large, "b", Json.of(1), "c", list, "d", large, "e", list), null);

    assertThat(new String(codec.encode(request), UTF_8))
        .contains(
            "{\"a\":%s,\"b\":1,\"c\":%s,\"d\":%s,\"e\":%s},\"expiresAt\""
                .formatted(large.text(), list.text(), large.text(), list.text()));
    assertThat(codec.decode(codec.encode(request))).isEqualTo(request);
  }

  @Test
  void keepsAResultThatIsNullApartFromNoResult() {
    Message reply = new Succeeded(ATTEMPT, "w", NOW, Json.NULL);

    assertThat(new String(codec.encode(reply), UTF_8)).contains("\"result\":null");
    assertThat(codec.decode(codec.encode(reply))).isEqualTo(reply);
  }

  @Test
  void readsFieldsInAnyOrderAndIgnoresUnknownOnes() {
    assertThat(decode("{'flow':'f1','new':{'a':[1]},'protocol':'1.7','kind':'flow-wake-up'}"))
        .isEqualTo(new WakeUp(new FlowId("f1")));
  }

  @Test
  void storesValuesCompactWhateverTheirSpacing() {
    Message reply =
        decode(
            "{'kind':'task-succeeded','protocol':'1.0','flow':'f1','task':'load',"
                + "'action':'execute','token':'t1','worker':'w','at':'2026-11-23T13:00:00.250+01:00',"
                + "'result' : { 'a' : [ 1 , 1e400, -0.50 ] , 'b' : { } } }");

    assertThat(reply)
        .isEqualTo(new Succeeded(ATTEMPT, "w", NOW, new Json("{\"a\":[1,1e400,-0.50],\"b\":{}}")));
  }

  @Test
  void roundsAFractionOfAMillisecondUp() {
    TaskRequest request = request(ATTEMPT, Map.of(), null);
    TaskRequest precise =
        new TaskRequest(
            ATTEMPT,
            "import",
            "t.Load",
            "1.0",
            1,
            2,
            "3",
            new TreeMap<>(),
            null,
            NOW,
            Duration.ofNanos(1_499_000_001),
            null,
            OnWorkerLoss.REDISPATCH,
            null);

    assertThat(codec.decode(codec.encode(precise))).isEqualTo(request);
  }

  @Test
  void tellsWhatIsWrongAndWhere() {
    assertProblem("", Problem.NOT_JSON, "empty");
    assertProblem("hello", Problem.NOT_JSON, "else than JSON", "byte");
    assertProblem("{'kind':'flow-wake-up','protocol':'1.0','flow':'f1'", Problem.NOT_JSON, "early");
    assertProblem(
        "{'kind':'flow-wake-up','protocol':'1.0','flow':'f1'} {}", Problem.NOT_JSON, "more");
    assertProblem(
        "{'kind':'flow-wake-up','protocol':'1.0','flow':'f1','flow':'f2'}",
        Problem.NOT_JSON,
        "twice");
    assertProblem("[]", Problem.INVALID_FIELD, "an object", "an array");
    assertProblem(
        "{'kind':'flow-melt','protocol':'2.1'}", Problem.OTHER_VERSION, "version 2.1", "1.x");
    assertProblem("{'kind':'flow-melt','protocol':'1.1'}", Problem.UNKNOWN_KIND, "flow-melt");
    assertProblem("{'protocol':'1.0'}", Problem.INVALID_FIELD, "/kind", "missing");
    assertProblem("{'kind':'flow-wake-up'}", Problem.INVALID_FIELD, "/protocol", "missing");
    assertProblem(
        "{'kind':'flow-wake-up','protocol':'1.0'}",
        Problem.INVALID_FIELD,
        "flow-wake-up /flow",
        "missing");
    assertProblem(
        "{'kind':'flow-wake-up','protocol':'1.0',\n 'flow':17}",
        Problem.INVALID_FIELD,
        "/flow: expected a text, found a number at byte 49 (line 2, column 9)");
    assertProblem(
        "{'kind':'flow-wake-up','protocol':'1.0','flow':null}", Problem.INVALID_FIELD, "null");
    assertProblem(
        "{'kind':'flow-wake-up','protocol':'1.0','flow':'a b'}", Problem.INVALID_FIELD, "flow id");
  }

  @Test
  void refusesWhatIsOverALimitAndNamesTheField() {
    MessageCodec small = new MessageCodec(new MessageLimits(600, 100, 5));
    Message deep = new Succeeded(ATTEMPT, "w", NOW, Json.parse("[[[[[[1]]]]]]"));
    Message big = new Succeeded(ATTEMPT, "w", NOW, Json.of("ä".repeat(50)));
    Message long1 =
        new Failed(ATTEMPT, "w", NOW, Failure.of(FailureCode.TASK_FAILED, "m".repeat(600)));

    assertThatThrownBy(() -> small.encode(deep))
        .isInstanceOf(MessageTooLargeException.class)
        .hasMessageContainingAll("'result'", "6 levels", "at most 5");
    MessageTooLargeException error =
        catchThrowableOfType(MessageTooLargeException.class, () -> small.encode(big));
    assertThat(error.field()).isEqualTo("result");
    assertThat(error.size()).isEqualTo(102);
    assertThat(error.limit()).isEqualTo(100);
    assertThatThrownBy(() -> small.encode(long1))
        .isInstanceOf(MessageTooLargeException.class)
        .hasMessageContainingAll("'failure'", "at most 600 are allowed");
    for (Message message : List.of(deep, big, long1)) {
      byte[] bytes = codec.encode(message);
      assertThat(
              catchThrowableOfType(MalformedMessageException.class, () -> small.decode(bytes))
                  .problem())
          .isEqualTo(Problem.TOO_LARGE);
    }
  }

  private void assertProblem(String body, Problem problem, String... texts) {
    MalformedMessageException error =
        catchThrowableOfType(MalformedMessageException.class, () -> decode(body));
    assertThat(error).as(body).isNotNull().hasMessageContainingAll(texts);
    assertThat(error.problem()).isEqualTo(problem);
  }

  private Message decode(String body) {
    return codec.decode(body.replace('\'', '"').getBytes(UTF_8));
  }

  private static TaskRequest request(
      AttemptRef attempt, Map<String, Json> arguments, RevertContext revert) {
    return new TaskRequest(
        attempt,
        "import",
        "t.Load",
        "1.0",
        1,
        2,
        "3",
        new TreeMap<>(arguments),
        revert,
        NOW,
        Duration.ofMillis(1500),
        null,
        OnWorkerLoss.REDISPATCH,
        null);
  }
}
