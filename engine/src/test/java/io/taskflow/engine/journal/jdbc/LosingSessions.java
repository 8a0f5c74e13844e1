package io.taskflow.engine.journal.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Sessions that lose the answer to a COMMIT when told so, or to a trip that ends its transaction
 * itself, with the connection, as a network does. Everything else is done by real ones.
 */
final class LosingSessions extends Sessions {

  /** What happens to the next end of a transaction. */
  enum Loss {
    /** Nothing bad. */
    NONE,
    /** It is stored, and the answer is lost. */
    ANSWER,
    /** It never arrives. */
    REQUEST
  }

  private final Sessions real;
  private final Deque<Loss> losses = new ArrayDeque<>();
  private final Map<Session, Session> borrowed = new IdentityHashMap<>();
  private int commits;

  LosingSessions(Sessions real, Dialect dialect) {
    super(dialect);
    this.real = real;
  }

  /** What happens to the next ones, in order; then nothing bad. */
  synchronized void lose(Loss... next) {
    losses.clear();
    losses.addAll(List.of(next));
  }

  /** How many have been done, whether it was told or not. */
  synchronized int commits() {
    return commits;
  }

  @Override
  DataSource dataSource() {
    return real.dataSource();
  }

  @Override
  void changeSchema(Consumer<DataSource> steps) {
    real.changeSchema(steps);
  }

  private synchronized void done() {
    commits++;
  }

  private synchronized Loss next() {
    Loss next = losses.poll();
    return next == null ? Loss.NONE : next;
  }

  @Override
  Session borrowReader() throws SQLException {
    return real.borrowReader();
  }

  @Override
  void returnReader(Session session, boolean usable) {
    real.returnReader(session, usable);
  }

  @Override
  Session borrowWriter() throws SQLException {
    Session session = real.borrowWriter();
    Session losing = new Session(losing(session), session.openedAt());
    synchronized (this) {
      borrowed.put(losing, session);
    }
    return losing;
  }

  @Override
  void returnWriter(Session session, boolean usable) {
    Session its;
    synchronized (this) {
      its = borrowed.remove(session);
    }
    real.returnWriter(its, usable);
  }

  @Override
  public void close() {
    real.close();
  }

  private Connection losing(Session session) {
    Connection connection = session.connection();
    return proxy(
        Connection.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "commit" -> {
                lossy(connection, connection::commit);
                yield null;
              }
              case "prepareStatement" -> {
                PreparedStatement statement =
                    (PreparedStatement) call(method, connection, arguments);
                yield losing(connection, statement, arguments[0].equals("COMMIT"));
              }
              default -> call(method, connection, arguments);
            });
  }

  private PreparedStatement losing(
      Connection connection, PreparedStatement statement, boolean commit) {
    return proxy(
        PreparedStatement.class,
        (proxy, method, arguments) -> {
          if (commit && method.getName().equals("executeUpdate")) {
            lossy(connection, statement::executeUpdate);
            return 0;
          }
          if (method.getName().equals("execute")) {
            lossy(connection, statement::execute);
            return false;
          }
          return call(method, statement, arguments);
        });
  }

  private void lossy(Connection connection, Commit commit) throws SQLException {
    Loss loss = next();
    if (loss != Loss.REQUEST) {
      commit.run();
      done();
    }
    if (loss != Loss.NONE) {
      connection.close();
      throw new SQLException("the connection was cut", SqlState.CLASS_CONNECTION + "006");
    }
  }

  @FunctionalInterface
  private interface Commit {
    void run() throws SQLException;
  }

  private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
