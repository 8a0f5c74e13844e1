package io.taskflow.testkit.broker;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Writes expressions that are evaluated on a broker, and values in them. */
final class Erlang {

  /** Long ones are printed as several texts, one in a line. */
  private static final Pattern BINARY = Pattern.compile("<<([^>]*)>>");

  private static final Pattern NOT_BASE64 = Pattern.compile("[^A-Za-z0-9+/=]");

  private Erlang() {}

  /** Returns a text as a binary literal, in ASCII. */
  static String binary(String text) {
    StringBuilder literal = new StringBuilder("<<\"");
    text.codePoints()
        .forEach(
            point -> {
              if (point == '"' || point == '\\') {
                literal.append('\\').append((char) point);
              } else if (point >= ' ' && point <= '~') {
                literal.append((char) point);
              } else {
                literal.append("\\x{%x}".formatted(point));
              }
            });
    return literal.append("\"/utf8>>").toString();
  }

  /** Returns the texts of a printed list of binaries in Base64. */
  static List<String> decoded(String printed) {
    return BINARY
        .matcher(printed)
        .results()
        .map(binary -> NOT_BASE64.matcher(binary.group(1)).replaceAll(""))
        .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8))
        .toList();
  }

  /** Returns an expression that uses a queue of the broker as {@code Q}. */
  static String withQueue(RabbitBroker broker, String queue, String expression) {
    return "{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(%s, queue, %s)), %s"
        .formatted(binary(broker.virtualHost()), binary(queue), expression);
  }

  /** Returns an expression that does something with each connection {@code P} of the broker. */
  static String withConnections(RabbitBroker broker, String expression) {
    return ("[%s || P <- rabbit_networking:connections(), "
            + "[{vhost, V}] <- [rabbit_networking:connection_info(P, [vhost])], V =:= %s].")
        .formatted(expression, binary(broker.virtualHost()));
  }

  /** Returns an expression that closes the connection {@code P}, unless it is gone already. */
  static String close(String reason) {
    return "catch rabbit_networking:close_connection(P, binary_to_list(%s))"
        .formatted(binary(reason));
  }
}
