package io.taskflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.TaskRequest;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which requests are run. */
class AdmissionTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final TaskDefinition KNOWN = TaskDefinition.of("known", "1.3", () -> context -> 1);

  private final Admission admission = new Admission(TaskRegistry.of(KNOWN), 3);

  @Test
  void runsWhatItKnows() {
    assertThat(decide(Requests.execute("known").version("1.3"), 0))
        .isEqualTo(new Verdict.Run(KNOWN));
    assertThat(decide(Requests.execute("known").version("1.0"), 2))
        .isEqualTo(new Verdict.Run(KNOWN));
    assertThat(decide(Requests.execute("known").expiresAt(NOW), 0))
        .isEqualTo(new Verdict.Run(KNOWN));
  }

  @Test
  void rejectsOtherTypesAndVersions() {
    assertThat(rejection(Requests.execute("other"))).isEqualTo(FailureCode.UNKNOWN_TASK_TYPE);
    assertThat(rejection(Requests.execute("known").version("1.4")))
        .isEqualTo(FailureCode.UNKNOWN_TASK_TYPE);
    assertThat(rejection(Requests.execute("known").version("2.0")))
        .isEqualTo(FailureCode.UNKNOWN_TASK_TYPE);
  }

  @Test
  void looksAtEarlierDeliveriesBeforeAnythingElse() {
    Requests everythingWrong =
        Requests.execute("other").expiresAt(NOW.minusSeconds(1)).failOnWorkerLoss();

    assertThat(failure(everythingWrong, 1)).isEqualTo(FailureCode.WORKER_LOST);
    assertThat(failure(everythingWrong, 0)).isEqualTo(FailureCode.EXPIRED);
    assertThat(failure(Requests.execute("other").expiresAt(NOW.minusSeconds(1)), 3))
        .isEqualTo(FailureCode.POISON_REQUEST);
  }

  /** Or the engine would take it for not begun, and what an earlier delivery did would stay. */
  @Test
  void saysOfALateRequestThatItIsExpiredOnlyIfNobodyHadItBefore() {
    Requests late = Requests.execute("known").expiresAt(NOW.minusSeconds(1));

    assertThat(failure(late, 0)).isEqualTo(FailureCode.EXPIRED);
    assertThat(failure(late, 2)).isEqualTo(FailureCode.WORKER_LOST);
    assertThat(fail(late, 2).failure().retryable()).isTrue();
  }

  /** That worker's clock may be ahead of this one's, and nobody is to run it after its answer. */
  @Test
  void doesNotBeginWhatAnotherWorkerMayHaveCalledExpired() {
    Requests almostLate =
        Requests.execute("known").expiresAt(NOW.plus(Admission.CLOCKS_APART).minusNanos(1));
    Requests inTime = Requests.execute("known").expiresAt(NOW.plus(Admission.CLOCKS_APART));

    assertThat(decide(almostLate, 0)).isEqualTo(new Verdict.Run(KNOWN));
    assertThat(failure(almostLate, 1)).isEqualTo(FailureCode.WORKER_LOST);
    assertThat(decide(inTime, 1)).isEqualTo(new Verdict.Run(KNOWN));
  }

  @Test
  void saysThatOnlyAnExpiredRequestIsWorthAnotherTry() {
    assertThat(fail(Requests.execute("known").failOnWorkerLoss(), 1).failure().retryable())
        .isFalse();
    assertThat(fail(Requests.execute("known"), 3).failure().retryable()).isFalse();
    assertThat(
            fail(Requests.execute("known").expiresAt(NOW.minusNanos(1)), 0).failure().retryable())
        .isTrue();
  }

  private Verdict decide(Requests requests, int priorDeliveries) {
    TaskRequest request = requests.build();
    return admission.decide(request, priorDeliveries, NOW);
  }

  private Verdict.Fail fail(Requests requests, int priorDeliveries) {
    return (Verdict.Fail) decide(requests, priorDeliveries);
  }

  private FailureCode failure(Requests requests, int priorDeliveries) {
    return fail(requests, priorDeliveries).failure().code();
  }

  private FailureCode rejection(Requests requests) {
    return ((Verdict.Reject) decide(requests, 0)).code();
  }
}
