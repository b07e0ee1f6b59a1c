package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The broker under test: set up once, with a key of the owner's for each provider. */
final class Broker {
  private static final Duration START = Duration.ofSeconds(60);
  static final String PASSWORD = Canaries.add("password", "correct horse battery staple canary");

  private static final Map<String, String> KEY_IDS = new ConcurrentHashMap<>();

  private Broker() {}

  /** What the setup answered. */
  static Answer setup() {
    return Setup.ANSWER;
  }

  /** The personal access token of the owner. */
  static String owner() {
    return Setup.PERSONAL_TOKEN;
  }

  /** A header that presents it. */
  static String[] asOwner() {
    return Http.bearer(owner());
  }

  /** The provider key that the broker sends to the fake upstream for this provider. */
  static String key(String provider) {
    return Canaries.add("provider key", "sk-canary-" + provider + "-8fK2qVx9TzLw4mRb7nYc");
  }

  /** The id of the owner's key for the provider; stored at the first question. */
  static String keyId(String provider) {
    return KEY_IDS.computeIfAbsent(provider, name -> storeKey(name, key(name)));
  }

  static String storeKey(String provider, String key) {
    String body = "{\"provider\":\"" + provider + "\",\"key\":\"" + key + "\"}";
    Answer answer = Http.post("/api/provider-keys", body, asOwner());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer.json().get("id").asText();
  }

  /** Waits until the application, not only its server, answers. */
  private static void awaitStart() {
    long until = System.nanoTime() + START.toNanos();
    while (!isUp()) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            "the broker did not start; see " + TestServer.DIRECTORY.resolve("server.log"));
      }
      Wait.shortly();
    }
  }

  private static boolean isUp() {
    try {
      return Http.get("/health/ready").status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Happens once, whichever test comes first. */
  private static final class Setup {
    static final Answer ANSWER;
    static final String PERSONAL_TOKEN;

    static {
      awaitStart();
      String secret = Canaries.add("setup secret", secret());
      ANSWER =
          Http.post(
              "/setup",
              "{\"secret\":\"%s\",\"username\":\"Owner\",\"password\":\"%s\"}"
                  .formatted(secret, PASSWORD));
      assertThat(ANSWER.status()).as(ANSWER.toString()).isEqualTo(201);
      PERSONAL_TOKEN = ANSWER.json().get("personalAccessToken").asText();
    }

    private static String secret() {
      try {
        return Files.readString(TestServer.DATA.resolve("setup-secret"), StandardCharsets.UTF_8)
            .strip();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
