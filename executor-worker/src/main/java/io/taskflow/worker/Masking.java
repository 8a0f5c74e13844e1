package io.taskflow.worker;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the secrets of an attempt in what its worker says about it: as they are, in Base64, and
 * as in a URL. A secret of fewer than {@value #SHORTEST} characters is not replaced: it would be
 * found in much that has nothing to do with it. Immutable, thread-safe.
 */
final class Masking {

  /** Nothing is secret. */
  static final Masking NONE = new Masking(List.of());

  static final String MASK = "***";
  static final int SHORTEST = 4;
  private static final String CUT = "…";

  private final List<String> hidden;

  Masking(Collection<String> secrets) {
    TreeSet<String> forms = new TreeSet<>();
    for (String secret : secrets) {
      forms.add(secret);
      forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      forms.add(Base64.getEncoder().encodeToString(bytes));
      forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
      // A secret of several lines is seldom quoted as a whole.
      secret.lines().filter(line -> line.length() >= 2 * SHORTEST).forEach(forms::add);
    }
    forms.removeIf(form -> form.length() < SHORTEST);
    hidden = forms.stream().sorted(Comparator.comparing(String::length).reversed()).toList();
  }

  Outcome outcome(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Returned returned -> new Outcome.Returned(json(returned.result()));
      case Outcome.Threw threw -> new Outcome.Threw(failure(threw.failure()));
      case Outcome.StillRunning running -> running;
    };
  }

  Json json(Json value) {
    return hidden.isEmpty() ? value : Json.of(masked(value.toObject()));
  }

  Failure failure(Failure failure) {
    return hidden.isEmpty()
        ? failure
        : new Failure(
            failure.code(),
            failure.typeNames().stream().map(this::text).toList(),
            text(failure.message()),
            text(failure.trace()),
            failure.retryable(),
            failure.causes().stream().map(this::failure).toList());
  }

  String text(String text) {
    String masked = text;
    for (String secret : hidden) {
      masked = masked.replace(secret, MASK);
    }
    return masked.endsWith(CUT) ? withoutBeginning(masked) : masked;
  }

  /** What was cut may have been cut within a secret. */
  private String withoutBeginning(String cut) {
    String text = cut.substring(0, cut.length() - CUT.length());
    for (String secret : hidden) {
      for (int length = secret.length() - 1; length >= SHORTEST; length--) {
        if (text.endsWith(secret.substring(0, length))) {
          return text.substring(0, text.length() - length) + MASK + CUT;
        }
      }
    }
    return cut;
  }

  private @Nullable Object masked(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> object -> {
        Map<String, @Nullable Object> copy = new TreeMap<>();
        object.forEach((name, member) -> copy.put(text(String.valueOf(name)), masked(member)));
        yield copy;
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(element -> copy.add(masked(element)));
        yield copy;
      }
      case String text -> text(text);
      case Number number -> {
        String text = text(number.toString());
        yield text.equals(number.toString()) ? number : text;
      }
      case null -> null;
      default -> value;
    };
  }
}
