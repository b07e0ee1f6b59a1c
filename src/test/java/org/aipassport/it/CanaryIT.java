package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * No secret of the whole run shows up where it does not belong: not in what the server logged at
 * the finest level, not in an answer but the one that issued it, not in the files of the database.
 * Comes last, to see what all others left.
 */
@ArquillianTest
@Order(Integer.MAX_VALUE)
class CanaryIT {
  private Map<String, String> needles;

  @BeforeEach
  void collect() throws IOException {
    Chat.dropIn(TestGrant.of("openai", "gpt-fake"), "gpt-fake");
    Http.post("/api/personal-tokens", "{\"label\":\"canary\"}", Broker.asOwner());
    String master = Files.readString(TestServer.DATA.resolve("master.key")).strip();
    Canaries.add("master key", master);
    needles = Canaries.needles();
    Encodings.of(Base64.getDecoder().decode(master))
        .forEach(form -> needles.put(form, "master key"));
  }

  @Test
  void logHoldsNoSecret() throws IOException {
    List<Path> logs = new ArrayList<>();
    try (Stream<Path> files = Files.list(TestServer.DIRECTORY)) {
      files.filter(file -> file.toString().contains("server.log")).forEach(logs::add);
    }
    logs.add(TestServer.DATA.resolve("derby.log"));
    assertThat(logs).hasSizeGreaterThan(1);
    assertThat(text(logs.get(0))).contains("org.aipassport").contains("FINE");
    for (Path log : logs) {
      assertThat(found(text(log))).as(log.toString()).isEmpty();
    }
  }

  @Test
  void answersHoldNoSecretButTheOneTheyIssue() {
    assertThat(Canaries.heard()).hasSizeGreaterThan(5);
    for (String answer : Canaries.heard()) {
      assertThat(found(answer)).as(answer).isEmpty();
    }
  }

  @Test
  void databaseHoldsNoSecret() throws IOException {
    try (Stream<Path> files = Files.walk(TestServer.DATA.resolve("db"))) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).hasSizeGreaterThan(20);
      for (Path file : all) {
        assertThat(found(text(file))).as(file.toString()).isEmpty();
      }
    }
  }

  @Test
  void everyFormOfEveryKindOfSecretWouldBeFound() {
    assertThat(needles.values())
        .contains(
            "provider key",
            "master key",
            "password",
            "setup secret",
            "token",
            "claimToken",
            "personalAccessToken");
    String key = Broker.key("openai");
    byte[] framed = ("user:" + key + "!").getBytes(StandardCharsets.UTF_8);
    assertThat(found("x" + key + "y")).isNotEmpty();
    assertThat(found(HexFormat.of().formatHex(framed))).isNotEmpty();
    assertThat(found(Base64.getEncoder().encodeToString(framed))).isNotEmpty();
    assertThat(found(Base64.getUrlEncoder().encodeToString(framed))).isNotEmpty();
    assertThat(found(URLEncoder.encode(Broker.PASSWORD, StandardCharsets.UTF_8))).isNotEmpty();
  }

  /** Which kinds of secrets the text holds; never the secrets themselves. */
  private List<String> found(String text) {
    return needles.entrySet().stream()
        .filter(needle -> text.contains(needle.getKey()))
        .map(Map.Entry::getValue)
        .distinct()
        .toList();
  }

  /** Byte for byte, so that files that hold no text can be searched too. */
  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
