package org.aipassport.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The secrets of the whole run and what the broker said in it. Secrets that an answer issues are
 * taken from it, and that one showing is forgiven.
 */
final class Canaries {
  /** By the status of the answers that issue them. */
  private static final Map<Integer, Set<String>> ISSUED =
      Map.of(
          201, Set.of("token", "claimToken", "personalAccessToken", "client_secret"),
          200, Set.of("access_token", "refresh_token"));

  private static final Map<String, String> SECRETS = new ConcurrentHashMap<>();
  private static final Queue<String> HEARD = new ConcurrentLinkedQueue<>();

  private Canaries() {}

  /** From now on {@code secret} must not show up anywhere; returns it. */
  static String add(String what, String secret) {
    SECRETS.put(secret, what);
    return secret;
  }

  static void heard(String request, Answer answer) {
    String text = answer.text();
    Set<String> issued = ISSUED.getOrDefault(answer.status(), Set.of());
    if (text.startsWith("{") && issued.stream().anyMatch(text::contains)) {
      JsonNode body = answer.json();
      for (String member : issued) {
        if (body.path(member).isTextual()) {
          String secret = add(member, body.get(member).asText());
          text = text.replace('"' + secret + '"', "\"issued\"");
        }
      }
    }
    heard(answer.status() + " " + answer.headers() + "\n" + text, request);
  }

  /** Keeps what was heard otherwise, a stream for instance. */
  static void heard(String text, String request) {
    HEARD.add("answer to " + request.replaceAll("eyJ[^/ ]*", "[token]") + ":\n" + text);
  }

  static List<String> heard() {
    return List.copyOf(HEARD);
  }

  /** What is never to be found, with what it is a form of. */
  static Map<String, String> needles() {
    Map<String, String> needles = new TreeMap<>();
    SECRETS.forEach((secret, what) -> forms(secret).forEach(form -> needles.put(form, what)));
    return needles;
  }

  private static List<String> forms(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    List<String> forms = new ArrayList<>(Encodings.of(bytes));
    forms.add(secret);
    return forms;
  }
}
