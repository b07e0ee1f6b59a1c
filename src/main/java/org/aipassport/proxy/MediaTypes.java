package org.aipassport.proxy;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.aipassport.outbound.UpstreamExchange;
import org.aipassport.providers.AnswerKind;

/** Which content types are passed on, as answers of which kind. */
final class MediaTypes {
  private static final Pattern AUDIO = Pattern.compile("audio/[a-z0-9][a-z0-9.+-]{0,40}");

  /** No SVG: it can hold scripts. */
  private static final Set<String> IMAGES =
      Set.of("image/png", "image/jpeg", "image/webp", "image/gif", "image/avif");

  private static final Set<String> TEXTS =
      Set.of("text/plain", "text/vtt", "text/srt", "application/x-subrip");

  private static final Pattern PARAMETERS =
      Pattern.compile("(\\s*;\\s*[A-Za-z0-9-]{1,40}=[A-Za-z0-9.+_-]{1,40}){0,4}");

  private MediaTypes() {}

  /** The content type without its parameters, in small letters; empty if there is none. */
  static String of(UpstreamExchange exchange) {
    return value(exchange).split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
  }

  /** The content type as it is passed on: without parameters unless they are sane. */
  static String passed(UpstreamExchange exchange) {
    String value = value(exchange);
    int semicolon = value.indexOf(';');
    boolean sane = semicolon >= 0 && PARAMETERS.matcher(value.substring(semicolon)).matches();
    return of(exchange) + (sane ? value.substring(semicolon) : "");
  }

  static Optional<AnswerKind> kind(String type, AnswerPlan plan) {
    if (type.equals("text/event-stream")) {
      return Optional.of(AnswerKind.EVENTS);
    }
    if (type.equals("application/json")) {
      return Optional.of(
          plan.allows(AnswerKind.JSON_STREAM) ? AnswerKind.JSON_STREAM : AnswerKind.JSON);
    }
    if (TEXTS.contains(type)) {
      return Optional.of(AnswerKind.TEXT);
    }
    boolean bytes =
        type.equals("application/octet-stream")
            || IMAGES.contains(type)
            || AUDIO.matcher(type).matches();
    return bytes ? Optional.of(AnswerKind.BYTES) : Optional.empty();
  }

  static void refuseUnless(boolean fits, Answering answering) {
    if (!fits) {
      throw answering.unfit("The provider answered with an unexpected content type.");
    }
  }

  private static String value(UpstreamExchange exchange) {
    return exchange.header("content-type").orElse("");
  }
}
