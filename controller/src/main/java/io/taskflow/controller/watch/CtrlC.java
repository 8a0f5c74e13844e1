package io.taskflow.controller.watch;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, once it is listened to: the first one asks, one more while nobody has answered ends the
 * program. Thread-safe.
 */
public final class CtrlC implements Interrupts {

  /** What a shell shows of a program that Ctrl-C has ended. */
  private static final int INTERRUPTED = 130;

  private final Semaphore pressed = new Semaphore(0);
  private volatile boolean asking;

  private CtrlC() {}

  /**
   * Listens from now on. If this Java runtime does not let programs, Ctrl-C ends the program, as
   * ever.
   */
  public static CtrlC listen() {
    CtrlC ctrlC = new CtrlC();
    try {
      // Not in any standard: named here, a compiler would warn of it in every build.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              CtrlC.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getDeclaringClass().equals(Object.class)) {
                  return method.invoke(ctrlC, arguments);
                }
                ctrlC.press();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("INT"), proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return ctrlC;
    }
    return ctrlC;
  }

  private void press() {
    if (asking) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    asking = true;
    pressed.release();
  }

  @Override
  public boolean await(Duration limit) throws InterruptedException {
    return pressed.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Somebody has said what to do. */
  public void answered() {
    asking = false;
  }
}
