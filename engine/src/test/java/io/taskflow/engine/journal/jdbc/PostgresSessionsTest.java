package io.taskflow.engine.journal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which session a writer gets. */
class PostgresSessionsTest {

  private static PostgresServer server;
  private final AtomicLong clock = new AtomicLong();
  private PostgresSettings settings;
  private PostgresSessions sessions;

  @BeforeAll
  static void start() throws IOException {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() throws IOException, SQLException {
    server.close();
  }

  @BeforeEach
  void open() throws SQLException {
    settings = server.emptySchema();
    sessions = new PostgresSessions(new PostgresDialect(), settings, clock::get);
    write("CREATE TABLE notes (note integer)");
  }

  @AfterEach
  void close() {
    sessions.close();
  }

  private void write(String sql) throws SQLException {
    sessions.write(session -> session.prepare(sql).executeUpdate());
  }

  private int writer() throws SQLException {
    return sessions.write(PostgresSessionsTest::server);
  }

  private static int server(Session session) throws SQLException {
    return Query.first(session.prepare("SELECT pg_backend_pid()"), row -> row.getInt(1))
        .orElseThrow();
  }

  private int notes() throws SQLException {
    try (Connection other = PostgresServer.connect(settings);
        Statement statement = other.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM notes")) {
      row.next();
      return row.getInt(1);
    }
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private static <T> T on(ExecutorService thread, Callable<T> work) {
    try {
      return thread.submit(work).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theNextWriterGetsTheSessionThatWasGivenBackLastWhateverItsThread() throws Exception {
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      AtomicInteger others = new AtomicInteger();
      int last =
          sessions.write(
              session -> {
                others.set(on(other, this::writer));
                return server(session);
              });

      assertThat(others.get()).isNotEqualTo(last);
      assertThat(on(other, this::writer)).isEqualTo(last);
    }
  }

  @Test
  void theServerAsksClientsThatAreSilentSoon() throws SQLException {
    assertThat(setting("tcp_keepalives_idle")).isEqualTo("5");
    assertThat(setting("tcp_keepalives_interval")).isEqualTo("2");
  }

  @Test
  void noTransactionIsSilentForLong() throws SQLException {
    assertThat(setting("idle_in_transaction_session_timeout")).isEqualTo("2s");
  }

  private String setting(String name) throws SQLException {
    return sessions.read(
        session ->
            Query.first(session.prepare("SHOW " + name), row -> row.getString(1)).orElseThrow());
  }

  @Test
  void readersMayHaveAllSessions() throws SQLException {
    int last = writer();
    List<Integer> servers = new ArrayList<>();
    List<Session> readers = new ArrayList<>();
    for (int i = 0; i < settings.poolSize(); i++) {
      Session reader = sessions.borrowReader();
      readers.add(reader);
      servers.add(server(reader));
    }

    assertThat(servers).contains(last);
    readers.forEach(session -> sessions.returnReader(session, true));
  }

  @Test
  void writersAtTheSameTimeHaveSessionsOfTheirOwn() throws SQLException {
    int first = writer();

    int other = sessions.write(session -> writer());

    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void whatIsWrittenInOneTripAfterATransactionIsStored() throws SQLException {
    write("INSERT INTO notes VALUES (1)");

    sessions.writeInOneTrip(
        session -> session.prepare("INSERT INTO notes VALUES (2)").executeUpdate());

    assertThat(notes()).isEqualTo(2);
  }

  @Test
  void whatIsWrittenInOneTripAfterATransactionThatFailedIsStored() throws SQLException {
    int before = writer();
    assertThatThrownBy(() -> write("INSERT INTO notes VALUES ('no number')"))
        .isInstanceOf(SQLException.class);

    int after =
        sessions.writeInOneTrip(
            session -> {
              session.prepare("INSERT INTO notes VALUES (1)").executeUpdate();
              return server(session);
            });

    assertThat(after).isEqualTo(before);
    assertThat(notes()).isEqualTo(1);
  }

  @Test
  void aBatchThatWasNotExecutedIsForgotten() throws SQLException {
    String insert = "INSERT INTO notes VALUES (1)";
    assertThatThrownBy(
            () ->
                sessions.write(
                    session -> {
                      session.prepare(insert).addBatch();
                      throw new SQLException("something went wrong between");
                    }))
        .isInstanceOf(SQLException.class);

    sessions.write(session -> session.prepare(insert).executeBatch());

    assertThat(notes()).isZero();
  }

  @Test
  void aSessionThatWasIdleIsAskedWhetherItWorks() throws SQLException {
    int lost = writer();
    server.execute("SELECT pg_terminate_backend(%d, 5000)".formatted(lost));
    pass(Duration.ofSeconds(1));

    assertThat(writer()).isNotEqualTo(lost);
  }

  @Test
  void aSessionThatWasIdleAndWorksIsGoneOnWith() throws SQLException {
    Session first = sessions.borrowWriter();
    sessions.returnWriter(first, true);
    pass(Duration.ofSeconds(1));

    Session second = sessions.borrowWriter();

    assertThat(second).isSameAs(first);
    sessions.returnWriter(second, true);
  }

  @Test
  void aSessionIsGivenBackToThePoolNowAndThen() throws SQLException {
    Session first = sessions.borrowWriter();
    sessions.returnWriter(first, true);
    pass(Duration.ofMinutes(9));
    Session second = sessions.borrowWriter();
    assertThat(second).isSameAs(first);
    sessions.returnWriter(second, true);
    pass(Duration.ofMinutes(1));

    Session third = sessions.borrowWriter();

    assertThat(third).isNotSameAs(first);
    sessions.returnWriter(third, true);
  }
}
