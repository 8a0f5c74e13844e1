package io.taskflow.engine.report;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static io.taskflow.flow.Retries.forEach;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowPart;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What a report looks like, letter by letter. */
class FailureFormatterTest {

  private static final Failure DECLINED =
      new Failure(
          FailureCode.TASK_FAILED,
          List.of("shop.CardDeclined", "java.lang.Exception"),
          "card declined",
          """
          shop.CardDeclined: card declined
          \tat shop.Charge.execute(Charge.java:30)
          \tat shop.Charge.call(Charge.java:12)
          Caused by: java.io.IOException: no route
          """,
          true,
          List.of(
              new Failure(
                  FailureCode.TASK_FAILED,
                  List.of("java.io.IOException"),
                  "no route",
                  "",
                  true,
                  List.of())));

  private static final Flow TRIP =
      linear(
              "trip",
              task("reserve", "seat.reserve").requires("passenger").provides("seat"),
              unordered(
                  "checks",
                  task("limit", "card.limit").requires("card").provides("limit"),
                  task("weather", "weather.ask").optional("city")),
              task("charge", "card.charge")
                  .requires("amount", "card", "place")
                  .rebind("place", "seat"),
              task("mail", "mail.send"))
          .build();

  private static final Map<String, ?> STORE =
      Map.of(
          "passenger",
          "Ada",
          "amount",
          30,
          "card",
          Json.parse("{\"number\":\"1234\",\"security-Token\":\"9876\"}"));

  private static FlowOnPaper failedTrip() {
    return new FlowOnPaper(TRIP, STORE)
        .succeed("reserve", "12A")
        .succeed("limit", 100)
        .succeed("weather", Json.parse("[1,{\"api_key\":[\"k\"],\"sun\":true}]"))
        .fail("charge", DECLINED);
  }

  @Test
  void aFailureIsShownWithItsCausesItsTraceAndWhatCameBefore() {
    FlowOnPaper trip = failedTrip();
    assertThat(format(trip, ReportOptions.DEFAULTS))
        .isEqualTo(
            """
            flow 'trip' (f1) is RUNNING: 1 failure

            'charge' failed: shop.CardDeclined: card declined
              caused by java.io.IOException: no route
              trace:
                shop.CardDeclined: card declined
                    at shop.Charge.execute(Charge.java:30)
                    at shop.Charge.call(Charge.java:12)
                Caused by: java.io.IOException: no route
              what came before:
                flow 'trip' (linear)
                  task 'reserve' (seat.reserve): SUCCESS, intention REVERT
                    in  passenger = "Ada"
                    out seat = "12A"
                  flow 'checks' (unordered)
                    task 'limit' (card.limit): SUCCESS, intention REVERT
                      in  card = {"number":"1234","security-Token":"***"}
                      out limit = 100
                    task 'weather' (weather.ask): SUCCESS, intention REVERT
                      in  city: not given
                      out [1,{"api_key":"***","sun":true}]
                  task 'charge' (card.charge): REVERTING, intention REVERT  <- failed
                    in  amount = 30
                    in  card = {"number":"1234","security-Token":"***"}
                    in  place (seat) = "12A"
            """);
  }

  @Test
  void whatWasRevertedIsShownWithWhatItGotAndGave() {
    FlowOnPaper trip = failedTrip();
    for (String task : List.of("charge", "limit", "weather", "reserve")) {
      trip.succeed(task, "undone");
    }
    assertThat(format(trip, ReportOptions.DEFAULTS.withTraceLines(1)))
        .isEqualTo(
            """
            flow 'trip' (f1) is REVERTED: 1 failure

            'charge' failed: shop.CardDeclined: card declined
              caused by java.io.IOException: no route
              trace:
                shop.CardDeclined: card declined
                (3 more lines were left out)
              what came before:
                flow 'trip' (linear)
                  task 'reserve' (seat.reserve): REVERTED, intention REVERT
                    in  passenger = "Ada"
                    out seat = "12A"
                  flow 'checks' (unordered)
                    task 'limit' (card.limit): REVERTED, intention REVERT
                      in  card = {"number":"1234","security-Token":"***"}
                      out limit = 100
                    task 'weather' (weather.ask): REVERTED, intention REVERT
                      in  city: not given
                      out [1,{"api_key":"***","sun":true}]
                  task 'charge' (card.charge): REVERTED, intention REVERT  <- failed
                    in  amount = 30
                    in  card = {"number":"1234","security-Token":"***"}
                    in  place (seat) = "12A"
            """);
  }

  @Test
  void aRevertThatFailedIsShownWithWhatItWasToBeRevertedFor() {
    FlowOnPaper trip = failedTrip().succeed("charge", "undone").fail("limit", "no way back");
    trip.succeed("weather", "undone");
    assertThat(format(trip, ReportOptions.DEFAULTS))
        .isEqualTo(
            """
            flow 'trip' (f1) is FAILURE: 1 failure

            revert of 'limit' failed: TASK_FAILED: no way back
              what came before:
                flow 'trip' (linear)
                  task 'reserve' (seat.reserve): SUCCESS, intention REVERT
                    in  passenger = "Ada"
                    out seat = "12A"
                  flow 'checks' (unordered)
                    task 'limit' (card.limit): REVERT_FAILURE, intention REVERT  <- failed
                      in  card = {"number":"1234","security-Token":"***"}
                      out limit = 100

            failed before, and resolved:
              'charge' failed: shop.CardDeclined: card declined
            """);
  }

  @Test
  void severalFailuresAreShownOneAfterTheOther() {
    Flow flow = unordered("both", task("a", "t"), task("b", "t").requires("x")).build();
    FlowOnPaper both =
        new FlowOnPaper(flow, Map.of("x", 1), FlowOptions.DEFAULTS.withNeverResolve(true))
            .fail("a", "first")
            .fail("b", "second");
    assertThat(format(both, ReportOptions.DEFAULTS))
        .isEqualTo(
            """
            flow 'both' (f1) is FAILURE: 2 failures

            'a' failed: TASK_FAILED: first
              what came before:
                flow 'both' (unordered)
                  task 'a' (t): FAILURE, intention EXECUTE  <- failed

            'b' failed: TASK_FAILED: second
              what came before:
                flow 'both' (unordered)
                  task 'b' (t): FAILURE, intention EXECUTE  <- failed
                    in  x = 1
            """);
  }

  @Test
  void theTriesOfARetryAreShown() {
    Flow flow =
        linear(
                "outer",
                linear("call", task("dial", "phone.dial").requires("number"))
                    .retry(forEach("555-1", "555-2").provides("number")))
            .build();
    FlowOnPaper call =
        new FlowOnPaper(flow, Map.of())
            .fail("dial", "busy")
            .succeed("dial", "undone")
            .fail("dial", "nobody there");
    assertThat(format(call, ReportOptions.DEFAULTS))
        .isEqualTo(
            """
            flow 'outer' (f1) is RUNNING: 1 failure

            'dial' failed: TASK_FAILED: nobody there
              what came before:
                flow 'outer' (linear)
                  flow 'call' (linear)
                    retry 'call_retry': SUCCESS, intention REVERT
                      try 1: "555-1"
                        'dial' failed: TASK_FAILED: busy
                      try 2: "555-2"
                        'dial' failed: TASK_FAILED: nobody there
                    task 'dial' (phone.dial): REVERTING, intention REVERT, round 2  <- failed
                      in  number = "555-2"
            """);
    assertThat(format(call, ReportOptions.DEFAULTS.withMaskedWords(Set.of("number"))))
        .contains("try 1: ***", "in  number = ***")
        .doesNotContain("555");
  }

  @Test
  void whatIsNotThereIsSaidToBeMissing() {
    Flow flow =
        linear(
                "gaps",
                task("a", "t").providesElements("x", "y"),
                task("b", "t").providesMembers("m"),
                task("c", "t").requires("y", "x"))
            .build();
    FlowOnPaper gaps =
        new FlowOnPaper(flow, Map.of()).succeed("a", List.of(1)).succeed("b", Map.of("other", 2));
    assertThat(format(gaps, ReportOptions.DEFAULTS))
        .startsWith(
            """
            flow 'gaps' (f1) is RUNNING: 1 failure

            'c' failed: NOT_FOUND: argument 'y' (symbol 'y') was not found: \
            its provider 'a' returned no such value
            """)
        .contains("out x = 1\n        out y: not returned\n", "out m: not returned\n")
        .contains("in  y: not found");
  }

  @Test
  void secretsAreMaskedByTheNamesOfArgumentsSymbolsAndMembers() {
    Flow flow =
        linear(
                "login",
                task("ask", "t").provides("DB-Password"),
                task("pair", "t").providesElements("user", "access_token"),
                task("open", "t")
                    .requires("key", "userToken", "user", "setup")
                    .rebind("key", "DB-Password")
                    .inject("setup", Json.parse("{\"nested\":[{\"PrivateKey\":\"s4\",\"n\":1}]}")))
            .build();
    FlowOnPaper login =
        new FlowOnPaper(flow, Map.of("userToken", "s3"))
            .succeed("ask", Map.of("plain", "s1"))
            .succeed("pair", List.of("ada", "s2"))
            .fail("open", "refused");
    String report = format(login, ReportOptions.DEFAULTS);
    assertThat(report)
        .doesNotContain("s1", "s2", "s3", "s4")
        .contains(
            "out DB-Password = ***",
            "out user = \"ada\"",
            "out access_token = ***",
            "in  key (DB-Password) = ***",
            "in  userToken = ***",
            "in  setup = {\"nested\":[{\"PrivateKey\":\"***\",\"n\":1}]}");
    assertThat(format(login, ReportOptions.DEFAULTS.withMaskedWords(Set.of("user"))))
        .contains("s1", "s2", "s4", "out user = ***")
        .doesNotContain("s3", "ada");
    assertThat(format(login, ReportOptions.DEFAULTS.withMaskedWords(Set.of())))
        .contains("s1", "s2", "s3", "s4");
  }

  @Test
  void tasksCanBeHiddenAltogether() {
    assertThat(format(failedTrip(), ReportOptions.DEFAULTS.withHidden("reserve", "charge")))
        .contains(
            """
                  task 'reserve' (seat.reserve): SUCCESS, intention REVERT
                    (inputs and outputs are hidden)
            """)
        .contains("<- failed\n        (inputs and outputs are hidden)\n")
        .doesNotContain("Ada")
        .contains("out limit = 100");
  }

  @Test
  void thePastIsShownUpToALimitOfStepsAndTasks() {
    FlowOnPaper chain = longChain(30);
    String near = format(chain, ReportOptions.DEFAULTS.withPast(2, 50));
    assertThat(near)
        .contains("what came before:\n    (earlier tasks were left out)\n    flow 'chain'")
        .contains("task 't28'", "task 't27'")
        .doesNotContain("task 't26'");
    assertThat(format(chain, ReportOptions.DEFAULTS.withPast(20, 3)))
        .contains("task 't28'", "task 't27'", "task 't26'", "(earlier tasks were left out)")
        .doesNotContain("task 't25'");
    assertThat(format(chain, ReportOptions.DEFAULTS.withPast(29, 29)))
        .contains("task 't0'")
        .doesNotContain("left out");
    assertThat(format(chain, ReportOptions.DEFAULTS.withPast(0, 50))).doesNotContain("task 't28'");
  }

  @Test
  void longValuesAndMessagesAreCut() {
    FlowOnPaper long1 =
        new FlowOnPaper(
                linear("long", task("a", "t").requires("x")).build(), Map.of("x", "y".repeat(5000)))
            .fail("a", "z".repeat(5000) + "\nsecond\u001b[31m line");
    assertThat(format(long1, ReportOptions.DEFAULTS.withValueLength(10)))
        .contains("in  x = \"yyyyyyyyy… (5002 characters)\n")
        .contains("z… (5025 characters)\n    second?[31m line\n");
  }

  @Test
  void aReportHasALimitOfLinesAndSaysWhatItLeavesOut() {
    FlowPart[] parts =
        IntStream.range(0, 20).mapToObj(i -> task("t" + i, "t")).toArray(FlowPart[]::new);
    FlowOnPaper wide =
        new FlowOnPaper(
            unordered("wide", parts).build(),
            Map.of(),
            FlowOptions.DEFAULTS.withNeverResolve(true));
    IntStream.range(0, 20).forEach(i -> wide.fail("t" + i, "broken"));
    String report = format(wide, ReportOptions.DEFAULTS.withLines(9));
    assertThat(report)
        .isEqualTo(
            """
            flow 'wide' (f1) is FAILURE: 20 failures

            't0' failed: TASK_FAILED: broken
              what came before:
                flow 'wide' (unordered)
                  task 't0' (t): FAILURE, intention EXECUTE  <- failed

            't1' failed: TASK_FAILED: broken
              what came before:
            (2 more lines were left out)
            (18 more failures were left out)
            """);
  }

  @Test
  void aReportOfALargeFlowTakesOneWalkThroughIt() {
    int size = 100_000;
    FlowPart[] parts =
        IntStream.range(0, size).mapToObj(i -> task("t" + i, "t")).toArray(FlowPart[]::new);
    FlowOnPaper large = new FlowOnPaper(unordered("large", parts).build(), Map.of());
    large.fail("t" + (size - 1), "broken");
    assertThat(
            Assertions.assertTimeout(
                Duration.ofMinutes(1), () -> format(large, ReportOptions.DEFAULTS)))
        .contains("task 't99999' (t): REVERTING");
  }

  @Test
  void aFlowInWhichNothingFailedSaysSo() {
    FlowOnPaper good =
        new FlowOnPaper(linear("good", task("a", "t")).build(), Map.of()).succeed("a", 1);
    assertThat(format(good, ReportOptions.DEFAULTS))
        .isEqualTo("flow 'good' (f1) is SUCCESS: nothing failed\n");
    assertThat(new FailureFormatter(ReportOptions.DEFAULTS).format(good.plan(), good.state(), "a"))
        .isEmpty();
  }

  private static FlowOnPaper longChain(int length) {
    FlowPart[] parts =
        IntStream.range(0, length).mapToObj(i -> task("t" + i, "t")).toArray(FlowPart[]::new);
    FlowOnPaper chain = new FlowOnPaper(linear("chain", parts).build(), Map.of());
    IntStream.range(0, length - 1).forEach(i -> chain.succeed("t" + i, i));
    return chain.fail("t" + (length - 1), "broken");
  }

  private static String format(FlowOnPaper flow, ReportOptions options) {
    return new FailureFormatter(options).format(flow.plan(), flow.state());
  }
}
