package io.taskflow.protocol.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.AMQImpl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A connection to a broker that knows only which queues it has. Not thread-safe. */
final class ScriptedChannels {

  final Set<String> queues = new HashSet<>();
  final Set<String> forbidden = new HashSet<>();

  /** The connection breaks when this queue is declared. */
  @Nullable String breaksAt;

  OpenConnection connect() {
    Socket socket = new SilentSocket();
    try {
      return new OpenConnection(
          proxy(Connection.class, (self, method, arguments) -> channel()),
          socket,
          new PatientFrames(socket, new InlineExecutor(), 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It is connected to nothing. */
  private static final class SilentSocket extends Socket {

    @Override
    public InputStream getInputStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }
  }

  private Channel channel() {
    AtomicBoolean open = new AtomicBoolean(true);
    return proxy(
        Channel.class,
        (self, method, arguments) -> {
          switch (method.getName()) {
            case "isOpen" -> {
              return open.get();
            }
            case "queueDeclarePassive" -> {
              if (!queues.contains((String) arguments[0])) {
                open.set(false);
                throw closed(AMQP.NOT_FOUND);
              }
            }
            case "queueDeclare" -> declare((String) arguments[0], open);
            default -> {}
          }
          return null;
        });
  }

  private void declare(String queue, AtomicBoolean open) throws IOException {
    if (queue.equals(breaksAt)) {
      throw new IOException("connection reset");
    }
    if (forbidden.contains(queue)) {
      open.set(false);
      throw closed(AMQP.ACCESS_REFUSED);
    }
    queues.add(queue);
  }

  private static IOException closed(int code) {
    return new IOException(
        new ShutdownSignalException(
            false, false, new AMQImpl.Channel.Close(code, "scripted", 0, 0), null));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
