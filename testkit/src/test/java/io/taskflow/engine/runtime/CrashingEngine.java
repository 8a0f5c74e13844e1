package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.flow.json.FlowJson;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Topology;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A process with an engine that submits one flow and dies by itself, as if killed, right after a
 * given commit: what it has stored is not published. Started by {@link EngineCrashTest}.
 */
final class CrashingEngine {

  private CrashingEngine() {}

  /** Arguments: broker URI, namespace, journal file, file of the flow, commits until death. */
  public static void main(String[] arguments) throws Exception {
    Journal journal =
        dyingAfter(Integer.parseInt(arguments[4]), SqliteJournal.open(Path.of(arguments[2])));
    Engine engine =
        Engine.builder()
            .transport(AmqpTransport.connect(AmqpSettings.builder().uri(arguments[0]).build()))
            .topology(Topology.defaults().withNamespace(arguments[1]))
            .journal(journal)
            .leaseFor(Duration.ofSeconds(2))
            .start();
    engine.submit(
        FlowJson.read(Files.readString(Path.of(arguments[3]))),
        Map.of(),
        SubmitOptions.DEFAULTS.withKey("the only one"));
    new CountDownLatch(1).await();
  }

  private static Journal dyingAfter(int commits, Journal journal) {
    int[] left = {commits};
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          Object result;
          try {
            result = method.invoke(journal, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
          boolean stored =
              method.getName().equals("commit")
                  && !((PartitionCommit) arguments[0]).entries().isEmpty();
          if (stored && --left[0] == 0) {
            Runtime.getRuntime().halt(137);
          }
          return result;
        };
    return (Journal)
        Proxy.newProxyInstance(
            Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, handler);
  }
}
