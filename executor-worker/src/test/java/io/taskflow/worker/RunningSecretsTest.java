package io.taskflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a task's own code logs while it has a secret. */
class RunningSecretsTest {

  private static final String SECRET = "s3cret/of\"task";

  @Test
  void theLogOfAWorkerProcessShowsNoSecretOfARunningAttempt() throws Exception {
    Masking masking = new Masking(List.of(SECRET));
    RunningSecrets.begin(masking);
    String during = logged();
    RunningSecrets.end(masking);

    assertThat(during)
        .contains("before *** after")
        .contains("IllegalStateException: because of ***")
        .doesNotContain(SECRET);
    assertThat(logged()).contains("before " + SECRET + " after");
  }

  /** By the configuration that a worker process has. */
  private static String logged() throws Exception {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      JoranConfigurator configurator = new JoranConfigurator();
      configurator.setContext(context);
      URL file = RunningSecretsTest.class.getResource("process/logback.xml");
      assertThat(file).isNotNull();
      configurator.doConfigure(file);
      context
          .getLogger("task")
          .warn("before {} after", SECRET, new IllegalStateException("because of " + SECRET));
    } finally {
      System.setOut(before);
      context.stop();
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
