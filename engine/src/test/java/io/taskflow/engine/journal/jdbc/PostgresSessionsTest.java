package io.taskflow.engine.journal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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

  @Test
  void writersOneAfterAnotherGetTheSameSessionWhateverTheirThreads() throws Exception {
    int first = writer();

    int second =
        CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return writer();
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                })
            .get();

    assertThat(second).isEqualTo(first);
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
    server.execute("SELECT pg_terminate_backend(%d)".formatted(lost));
    pass(Duration.ofSeconds(1));

    assertThat(writer()).isNotEqualTo(lost);
  }

  @Test
  void aSessionThatWasIdleAndWorksIsGoneOnWith() throws SQLException {
    int first = writer();
    pass(Duration.ofSeconds(1));

    assertThat(writer()).isEqualTo(first);
  }

  @Test
  void aSessionIsGivenBackToThePoolNowAndThen() throws SQLException {
    sessions.write(
        session -> {
          pass(Duration.ofMinutes(10));
          return true;
        });
    Session next = sessions.borrowWriter();

    assertThat(next.openedAt()).isEqualTo(clock.get());
    sessions.returnWriter(next, true);
  }
}
