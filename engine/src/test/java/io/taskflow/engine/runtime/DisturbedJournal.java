package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalUnavailableException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A journal that a test disturbs: something happens before or after its methods. */
final class DisturbedJournal {

  private DisturbedJournal() {}

  /** What happens around a call. */
  @FunctionalInterface
  interface Disturbance {

    /** Calls the journal, or does something else. */
    Object around(String method, Object[] arguments, Call call) throws Throwable;
  }

  /** The undisturbed call. */
  @FunctionalInterface
  interface Call {
    Object proceed() throws Throwable;
  }

  static Journal of(Journal journal, Disturbance disturbance) {
    InvocationHandler handler =
        (proxy, method, arguments) ->
            disturbance.around(
                method.getName(),
                arguments,
                () -> {
                  try {
                    return method.invoke(journal, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return (Journal)
        Proxy.newProxyInstance(
            Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, handler);
  }

  static JournalUnavailableException away() {
    return new JournalUnavailableException(
        "the test has taken the journal away", new IllegalStateException("away"));
  }
}
