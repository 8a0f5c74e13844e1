package io.taskflow.worker.std.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A database that SQL tasks may use. Its driver has to be on the class path of the worker.
 *
 * @param url {@code jdbc:…}
 * @param user empty for none
 * @param password empty for none
 */
public record Database(String url, String user, String password) {

  Connection connect() throws SQLException {
    Properties properties = new Properties();
    if (!user.isEmpty()) {
      properties.setProperty("user", user);
    }
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    return DriverManager.getConnection(url, properties);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return url.replaceAll("[?;].*", "") + (user.isEmpty() ? "" : " as " + user);
  }
}
