package io.taskflow.testkit.chaos;

import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitNode;
import io.taskflow.testkit.broker.RabbitSettings;
import io.taskflow.testkit.broker.RabbitSource;
import io.taskflow.testkit.chaos.ledger.Ledger;
import io.taskflow.testkit.chaos.ledger.LedgerTasks;
import io.taskflow.testkit.network.TcpProxy;
import io.taskflow.testkit.postgres.PrivatePostgres;
import io.taskflow.worker.process.Main;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything that a campaign runs on: a broker, a database, and processes of engines and workers
 * that are connected to them through proxies. Closing it ends all of it.
 */
final class Site implements AutoCloseable {

  /** Faults are a thousand times as frequent as elsewhere; no request is poison here. */
  private static final int DELIVERY_LIMIT = 10_000;

  private static final Pattern DATABASE =
      Pattern.compile("(jdbc:postgresql://)([^:/?]+):(\\d+)(/.*)");

  private final ChaosSettings settings;
  private final RabbitNode rabbit;
  private final PrivatePostgres postgres;
  private final Ledger ledger;
  private final Topology topology;
  private final List<Member> engines = new ArrayList<>();
  private final List<Member> workers = new ArrayList<>();

  private Site(ChaosSettings settings, RabbitNode rabbit, PrivatePostgres postgres) {
    this.settings = settings;
    this.rabbit = rabbit;
    this.postgres = postgres;
    this.ledger = new Ledger(settings.directory().resolve("ledger.tsv"));
    Topology defaults = Topology.defaults();
    this.topology = new Topology(defaults.namespace(), defaults.queueKind(), DELIVERY_LIMIT);
  }

  /** Starts all of it. The processes may not be ready yet when this returns. */
  static Site start(ChaosSettings settings) throws IOException {
    Files.createDirectories(settings.directory());
    RabbitNode rabbit = RabbitSource.detect().start(RabbitSettings.defaults());
    PrivatePostgres postgres;
    try {
      postgres = PrivatePostgres.start();
    } catch (RuntimeException e) {
      rabbit.close();
      throw e;
    }
    Site site = new Site(settings, rabbit, postgres);
    try {
      site.startMembers();
      return site;
    } catch (IOException | RuntimeException e) {
      site.close();
      throw e;
    }
  }

  private void startMembers() throws IOException {
    Path jar = TaskJar.write(settings.directory());
    String classPathOfWorkers = TaskJar.classPathOfWorkers();
    for (int i = 1; i <= settings.engines(); i++) {
      TcpProxy toBroker = TcpProxy.to(rabbit.host(), rabbit.port());
      Matcher url = databaseUrl();
      TcpProxy toDatabase = TcpProxy.to(url.group(2), Integer.parseInt(url.group(3)));
      engines.add(
          new Member(
              "engine-" + i,
              toBroker,
              List.of(toBroker, toDatabase),
              name -> startEngine(name, toBroker, toDatabase)));
    }
    for (int i = 1; i <= settings.workers(); i++) {
      TcpProxy toBroker = TcpProxy.to(rabbit.host(), rabbit.port());
      workers.add(
          new Member(
              "worker-" + i,
              toBroker,
              List.of(toBroker),
              name -> startWorker(name, classPathOfWorkers, jar, toBroker)));
    }
    members().forEach(Member::start);
  }

  private ChildProcess startEngine(String name, TcpProxy toBroker, TcpProxy toDatabase) {
    Matcher url = databaseUrl();
    return ChildProcess.start(
        name,
        settings.directory(),
        System.getProperty("java.class.path"),
        List.of("-Dlogback.configurationFile=io/taskflow/testkit/chaos/logback.xml"),
        EngineMain.class,
        List.of(
            name,
            Integer.toString(DELIVERY_LIMIT),
            Long.toString(settings.lease().toMillis()),
            portFile(name).toString()),
        Map.of(
            EngineMain.BROKER,
            uri(toBroker).toString(),
            EngineMain.DATABASE,
            url.group(1) + toDatabase.host() + ":" + toDatabase.port() + url.group(4)));
  }

  private ChildProcess startWorker(String name, String classPath, Path jar, TcpProxy toBroker) {
    return ChildProcess.start(
        name,
        settings.directory(),
        classPath,
        List.of(
            "-D%s=%s".formatted(LedgerTasks.PROPERTY, settings.directory().resolve("ledger.tsv"))),
        Main.class,
        List.of(
            "--name",
            name,
            "--jars",
            jar.toString(),
            "--slots",
            "8",
            "--lease-after",
            "1500ms",
            "--lease",
            "5s",
            "--drain-timeout",
            "10s",
            "--delivery-limit",
            Integer.toString(DELIVERY_LIMIT),
            "--poison-limit",
            Integer.toString(DELIVERY_LIMIT - 1)),
        Map.of("TASKFLOW_AMQP_URI", uri(toBroker).toString()));
  }

  private URI uri(TcpProxy toBroker) {
    return rabbit.uri(toBroker.host(), toBroker.port());
  }

  private Matcher databaseUrl() {
    Matcher url = DATABASE.matcher(postgres.jdbcUrl());
    if (!url.matches()) {
      throw new CampaignException(
          "a database at jdbc:postgresql://host:port/name is needed, to put a proxy before it");
    }
    return url;
  }

  /** Where an engine's process of this name writes its port. */
  Path portFile(String lifeName) {
    return settings.directory().resolve(lifeName + ".port");
  }

  RabbitNode rabbit() {
    return rabbit;
  }

  PrivatePostgres postgres() {
    return postgres;
  }

  Ledger ledger() {
    return ledger;
  }

  Topology topology() {
    return topology;
  }

  List<Member> engines() {
    return engines;
  }

  List<Member> workers() {
    return workers;
  }

  List<Member> members() {
    List<Member> all = new ArrayList<>(engines);
    all.addAll(workers);
    return all;
  }

  /** A link to the broker that no proxy disturbs. */
  Transport connect(String name) {
    return AmqpTransport.connect(
        AmqpSettings.builder()
            .uri(rabbit.uri())
            .connectionName(name)
            .backoff(Duration.ofMillis(100), Duration.ofSeconds(1))
            .build());
  }

  @Override
  public void close() {
    members().forEach(Member::close);
    postgres.close();
    rabbit.close();
  }
}
