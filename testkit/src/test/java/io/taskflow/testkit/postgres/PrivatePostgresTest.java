package io.taskflow.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PrivatePostgresTest {

  @Test
  void keepsDataAndAddressThroughARestart() throws SQLException {
    try (PrivatePostgres postgres = PrivatePostgres.start()) {
      String url = postgres.jdbcUrl();
      try (Connection connection = DriverManager.getConnection(url)) {
        connection.createStatement().execute("create table kept (n int)");
        connection.createStatement().execute("insert into kept values (7)");
      }

      postgres.restart();

      assertThat(postgres.jdbcUrl()).isEqualTo(url);
      assertThat(query(postgres, "select n from kept")).isEqualTo("7");
    }
  }

  @Test
  void acceptsNoConnectionWhileItIsStopped() throws SQLException {
    try (PrivatePostgres postgres = PrivatePostgres.start();
        Connection connection = DriverManager.getConnection(postgres.jdbcUrl())) {
      postgres.stop();

      assertThat(connection.isValid(5)).isFalse();
      assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl()))
          .isInstanceOf(SQLException.class);
      postgres.startAgain();
      assertThat(query(postgres, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void killsConnectionsAndAcceptsNewOnes() throws SQLException {
    try (PrivatePostgres postgres = PrivatePostgres.start();
        Connection connection = DriverManager.getConnection(postgres.jdbcUrl())) {
      postgres.killConnections();

      assertThat(connection.isValid(5)).isFalse();
      assertThat(query(postgres, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void waitsForTheDiskIfItIsToBeDurable() throws SQLException {
    try (PrivatePostgres fast = EmbeddedServer.start(PrivatePostgres.Durability.NONE);
        PrivatePostgres durable = EmbeddedServer.start(PrivatePostgres.Durability.FULL)) {
      assertThat(query(fast, "show fsync")).isEqualTo("off");
      assertThat(query(durable, "show fsync")).isEqualTo("on");
      assertThat(query(durable, "show synchronous_commit")).isEqualTo("on");
    }
  }

  @Test
  void givesEachTestADatabaseOfItsOwnOnANamedServer() throws SQLException {
    try (PrivatePostgres server = EmbeddedServer.start(PrivatePostgres.Durability.NONE);
        PrivatePostgres one = DatabaseOnNamedServer.create(server.jdbcUrl());
        PrivatePostgres two = DatabaseOnNamedServer.create(server.jdbcUrl());
        Connection connection = DriverManager.getConnection(one.jdbcUrl())) {
      connection.createStatement().execute("create table only_in_one (n int)");
      assertThat(query(two, "select count(*) from pg_tables where tablename = 'only_in_one'"))
          .isEqualTo("0");

      one.stop();
      assertThat(connection.isValid(5)).isFalse();
      assertThatThrownBy(() -> DriverManager.getConnection(one.jdbcUrl()))
          .isInstanceOf(SQLException.class);
      assertThat(query(two, "select 1")).isEqualTo("1");
      one.startAgain();
      assertThat(query(one, "select count(*) from only_in_one")).isEqualTo("0");
    }
  }

  @Test
  void dropsItsDatabaseOnANamedServerWhenClosed() throws SQLException {
    try (PrivatePostgres server = EmbeddedServer.start(PrivatePostgres.Durability.NONE)) {
      String before = query(server, "select count(*) from pg_database");
      DatabaseOnNamedServer database = DatabaseOnNamedServer.create(server.jdbcUrl());
      Connection stillOpen = DriverManager.getConnection(database.jdbcUrl());

      database.close();

      assertThat(stillOpen.isValid(5)).isFalse();
      assertThat(query(server, "select count(*) from pg_database")).isEqualTo(before);
    }
  }

  @Test
  void keepsTheOptionsOfTheUrlThatNamesAServer() {
    assertThat(
            DatabaseOnNamedServer.withDatabase(
                "jdbc:postgresql://db.example:5433/admin?user=u&password=p", "fresh"))
        .isEqualTo("jdbc:postgresql://db.example:5433/fresh?user=u&password=p");
    assertThatThrownBy(() -> DatabaseOnNamedServer.withDatabase("postgres://u:secret@db/x", "y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(PrivatePostgres.VARIABLE)
        .hasMessageNotContaining("secret");
  }

  private static String query(PrivatePostgres postgres, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
