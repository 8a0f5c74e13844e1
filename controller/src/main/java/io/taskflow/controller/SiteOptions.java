package io.taskflow.controller;

import io.taskflow.controller.site.BrokerAccess;
import io.taskflow.controller.site.JournalAccess;
import io.taskflow.controller.site.JournalAddress;
import io.taskflow.controller.site.Site;
import io.taskflow.controller.site.UnreachableException;
import io.taskflow.controller.socket.SocketTransport;
import io.taskflow.engine.control.Controls;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.EngineBuilder;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.process.BrokerOptions;
import io.taskflow.worker.process.KeyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the flows of an installation are: its journal and its broker. */
final class SiteOptions {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--journal",
      paramLabel = "URL",
      // It may come from the environment, with a password in it.
      showDefaultValue = Visibility.NEVER,
      description =
          "Where flows are stored, the same as the engine's: jdbc:postgresql://host:5432/database,"
              + " or jdbc:sqlite:FILE, or just FILE. Give a password in a file, not here.")
  private @Nullable String journal;

  @Mixin private JournalAccess journalAccess = new JournalAccess();

  @Option(
      names = "--no-broker",
      description = "There is none: an engine and its workers are one process.")
  private boolean noBroker;

  @Option(
      names = "--dev-socket",
      paramLabel = "FILE",
      description = "By which the broker in the process of 'taskflow dev --local' is reached.")
  private @Nullable Path devSocket;

  @Mixin private BrokerOptions broker = new BrokerOptions();

  @Mixin private KeyOptions keys = new KeyOptions();

  /** What a verb needs the broker for. */
  enum Broker {
    /** For nothing. */
    UNUSED,
    /** For what it can do without. */
    USEFUL,
    /** For what it is there for. */
    NEEDED
  }

  Topology topology() {
    return broker.topology();
  }

  /**
   * How to reach a broker that is a process of its own.
   *
   * @throws IllegalArgumentException if there is none
   */
  AmqpSettings link() {
    if (noBroker || devSocket != null) {
      throw new IllegalArgumentException(
          "there is no broker beside the engine (--no-broker): this needs one; 'taskflow dev' without"
              + " --local starts one");
    }
    return broker.link("taskflow-cli");
  }

  boolean hasJournal() {
    return journal != null;
  }

  /**
   * Where flows are stored.
   *
   * @throws IllegalArgumentException if it is not said, or makes no sense
   */
  JournalAddress journal() {
    if (journal == null) {
      throw new IllegalArgumentException(
          "say where flows are stored: --journal FILE, --journal jdbc:postgresql://…, or"
              + " TASKFLOW_JOURNAL; 'taskflow dev' starts an engine and says where its journal is");
    }
    return journalAccess.at(journal);
  }

  /** Opens journal and broker. */
  Site open(Broker use) {
    return open(use, journal()::openBeside, Map.of(), List.of());
  }

  /** As {@link #open(Broker)}, for one that submits flows with these child flows. */
  Site open(Broker use, Map<String, Flow> flows) {
    return open(use, journal()::openBeside, flows, List.of());
  }

  /** The broker only, whose queues of these topics are made. */
  Site openBroker(List<String> topics) {
    return open(Broker.NEEDED, () -> new InMemoryJournal(1), Map.of(), topics);
  }

  private interface Opener {
    Journal open();
  }

  private Site open(Broker use, Opener opener, Map<String, Flow> flows, List<String> topics) {
    Reached broker = reach(use);
    Journal store = null;
    boolean opened = false;
    try {
      store = opener.open();
      EngineBuilder builder = Engine.builder().transport(broker.transport()).journal(store);
      builder.controls(Controls.elsewhere());
      builder.topology(topology()).security(keys.messages());
      builder.topics(topics.toArray(String[]::new));
      keys.payloadKeys().ifPresent(builder::payloadKeys);
      flows.forEach(builder::flow);
      Site site = new Site(store, broker.transport(), builder.client(), broker.problem());
      opened = true;
      return site;
    } finally {
      if (!opened) {
        broker.transport().close();
        if (store != null) {
          store.close();
        }
      }
    }
  }

  /**
   * A link to the broker.
   *
   * @param problem why it leads nowhere; null if it leads to the broker
   */
  private record Reached(Transport transport, @Nullable String problem) {
    static Reached nobody(String problem) {
      return new Reached(new InMemoryBroker().connect("nobody"), problem);
    }
  }

  private Reached reach(Broker use) {
    if (use == Broker.UNUSED) {
      return Reached.nobody("nobody has asked for it");
    }
    Reached reached;
    if (devSocket != null) {
      reached = throughSocket(devSocket);
    } else if (use == Broker.USEFUL && noBroker) {
      reached = Reached.nobody("there is none (--no-broker)");
    } else {
      reached = overNetwork(link());
    }
    String problem = reached.problem();
    if (problem != null && use == Broker.NEEDED) {
      throw new UnreachableException(problem);
    }
    return reached;
  }

  private static Reached throughSocket(Path socket) {
    try {
      return new Reached(SocketTransport.connect(socket), null);
    } catch (IOException e) {
      return Reached.nobody(
          "the broker of 'taskflow dev --local' can't be reached by %s: is it still running? (%s)"
              .formatted(socket, e.getMessage()));
    }
  }

  private Reached overNetwork(AmqpSettings link) {
    Transport transport = access().connect(link);
    if (transport.state() != LinkState.DOWN) {
      return new Reached(transport, null);
    }
    transport.close();
    return Reached.nobody(
        "the broker %s can't be reached as user '%s': is it started, and are --amqp-uri and the password right?"
            .formatted(link.hosts(), link.user()));
  }

  /** How brokers are reached. */
  BrokerAccess access() {
    Object root = Objects.requireNonNull(spec).root().userObject();
    return ((TaskflowCommand) root).access();
  }
}
