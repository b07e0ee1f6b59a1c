package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aipassport.support.Arrival;
import org.aipassport.support.BrokerClient;
import org.aipassport.support.BrokerProcess;
import org.aipassport.support.FakeProvider;
import org.aipassport.support.FirstLight;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that wait for money, as their callers and owners see them. */
@Timeout(180)
class ParkIT {
  private static final Duration LONGEST_START = Duration.ofSeconds(300);
  private static final Duration PARK = Duration.ofSeconds(20);
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration LONGEST_CUT = Duration.ofSeconds(2);
  private static final BigDecimal HELLO = new BigDecimal("0.015"); // the fake's answer to "hello"
  private static final String WAITING = ": waiting for the owner: ";
  private static final int MOST_PER_GRANT = 10;

  private static FakeProvider fake;
  private static BrokerProcess broker;
  private static FirstLight light;

  /** How each protocol asks for a stream, and what shows that it is whole. */
  private enum Protocol {
    OPENAI("openai", "gpt-fake", "/v1/chat/completions", "data: [DONE]"),
    ANTHROPIC("anthropic", "claude-fake", "/v1/messages", "data: {\"type\":\"message_stop\"}"),
    GOOGLE(
        "google",
        "gemini-fake",
        "/v1beta/models/gemini-fake:streamGenerateContent?alt=sse",
        "finishReason");

    private final String provider;
    private final String model;
    private final String path;
    private final String end;

    Protocol(String provider, String model, String path, String end) {
      this.provider = provider;
      this.model = model;
      this.path = path;
      this.end = end;
    }

    private String body(boolean streamed) {
      String stream = ",\"stream\":" + streamed;
      String said = "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]";
      return switch (this) {
        case OPENAI ->
            "{\"model\":\"gpt-fake\",\"max_completion_tokens\":100," + said + stream + "}";
        case ANTHROPIC -> "{\"model\":\"claude-fake\",\"max_tokens\":100," + said + stream + "}";
        case GOOGLE ->
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hello\"}]}],"
                + "\"generationConfig\":{\"maxOutputTokens\":100}}";
      };
    }

    private String prices() {
      return "{\"type\":\"%s\",\"names\":[\"%s\"],\"prices\":[{\"rates\":"
              .formatted(provider, model)
          + "{\"input\":1000000000000,\"cache_write\":1000000000000,"
          + "\"cache_write_1h\":1000000000000,\"output\":2000000000000}}]}";
    }
  }

  @BeforeAll
  static void start() throws IOException {
    fake = FakeProvider.start(0);
    Path home = Homes.fresh(ParkIT.class);
    String prices =
        Stream.of(Protocol.values()).map(Protocol::prices).collect(Collectors.joining(","));
    Path file =
        Files.writeString(
            home.resolve("prices.json"), "{\"version\":\"test\",\"models\":[" + prices + "]}");
    broker =
        BrokerProcess.plan(home)
            .provider(fake)
            .set("aipassport.provider.openai.max-calls", "1")
            .set("aipassport.provider.anthropic.base-url", fake.origin().toString())
            .set("aipassport.provider.anthropic.allow-private", "true")
            .set("aipassport.provider.google.base-url", fake.origin().toString())
            .set("aipassport.provider.google.allow-private", "true")
            .set("aipassport.prices.file", file.toString().replace('\\', '/'))
            .set("aipassport.stream.heartbeat", "PT1S")
            .set("aipassport.money.park", PARK.toString())
            .start()
            .awaitHealthy(LONGEST_START);
    light = FirstLight.begin(broker);
    for (String provider : new String[] {"anthropic", "google"}) {
      String key = "{\"provider\":\"%s\",\"key\":\"sk-canary-%s-0123456789\"}";
      broker
          .post("/api/provider-keys", light.owner(), key.formatted(provider, provider))
          .expect(201);
    }
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
    fake.close();
  }

  @BeforeEach
  void forget() {
    fake.clear();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void theStreamWaitsForItsOwnerAndGoesOn(Protocol protocol) {
    FirstLight.Granted grant = poor(protocol);
    try (BrokerClient.Events stream = stream(protocol, grant)) {
      assertThat(stream.status()).isEqualTo(200);
      String change = change(stream);
      assertThat(stream.line()).contains(": keep-alive");
      assertThat(paid()).isEmpty();
      BrokerClient.Reply self = broker.get("/grants/self", grant.token()).expect(200);
      assertThat(self.text("reserved", "usd")).as(self.body()).isEqualTo("0");
      assertThat(self.number("used", "requests")).isZero();
      assertThat(broker.get("/api/amendments", light.owner()).expect(200).body())
          .contains(change, "\"callId\"");
      broker.post("/api/amendments/" + change + "/approve", light.owner(), "{}").expect(200);
      List<String> rest = rest(stream);
      assertThat(rest).anySatisfy(line -> assertThat(line).contains("part 0 "));
      assertThat(rest.get(rest.size() - 1)).contains(protocol.end);
    }
    assertThat(paid()).hasSize(1);
    broker.await("settled", SOON, () -> reserved(grant) == 0);
    BrokerClient.Reply self = broker.get("/grants/self", grant.token()).expect(200);
    assertThat(new BigDecimal(self.text("used", "usd"))).isEqualByComparingTo(HELLO);
    assertThat(self.number("used", "requests")).isEqualTo(1);
    String calls =
        broker.get("/api/grants/" + grant.id() + "/calls", light.owner()).expect(200).body();
    assertThat(calls).contains("\"outcome\":\"completed\"", "\"costUsd\":\"0.015\"");
  }

  /** What the provider was asked for besides counts of what goes in, which cost nothing. */
  private static List<Arrival> paid() {
    return fake.arrivals().stream()
        .filter(arrival -> !arrival.path().toLowerCase(Locale.ROOT).contains("count"))
        .toList();
  }

  /** The provider takes one call at a time here. */
  @Test
  void whoWaitsHoldsNoPlaceAtTheProvider() {
    FirstLight.Granted rich = light.grant("gpt-fake");
    FirstLight.Granted poor = poor(Protocol.OPENAI);
    try (BrokerClient.Events stream = stream(Protocol.OPENAI, poor)) {
      String unused = change(stream);
      light.call(rich.token()).expect(200);
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void whoIsDeniedIsToldInBandAndNextTimeAtOnce(Protocol protocol) {
    FirstLight.Granted grant = poor(protocol);
    try (BrokerClient.Events stream = stream(protocol, grant)) {
      broker.post("/api/amendments/" + change(stream) + "/deny", light.owner(), "{}").expect(204);
      assertThat(last(stream))
          .contains("The owner has left the grant as it is.", "\"required_usd\":\"", grant.id())
          .containsAnyOf("insufficient_quota", "billing_error", "RESOURCE_EXHAUSTED");
    }
    assertThat(paid()).isEmpty();
    try (BrokerClient.Events again = stream(protocol, grant)) {
      assertThat(again.status()).isEqualTo(402);
    }
  }

  @Test
  void whenTheTimeIsOverTheStreamEndsAndTheOwnerCanStillDecide() {
    FirstLight.Granted grant = poor(Protocol.OPENAI);
    String change;
    long begun = System.nanoTime();
    try (BrokerClient.Events stream = stream(Protocol.OPENAI, grant)) {
      change = change(stream);
      assertThat(last(stream))
          .contains(
              "The owner has not decided yet.", "\"required_usd\":\"", "amendment?id=" + change);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(PARK.minusSeconds(1), PARK.plusSeconds(10));
    try (BrokerClient.Events next = stream(Protocol.OPENAI, grant)) {
      assertThat(change(next)).as("nobody is asked twice").isEqualTo(change);
      broker.post("/api/amendments/" + change + "/approve", light.owner(), "{}").expect(200);
      assertThat(last(next)).isEqualTo("data: [DONE]");
    }
  }

  @Test
  void revocationCutsWhoWaits() {
    FirstLight.Granted grant = poor(Protocol.OPENAI);
    try (BrokerClient.Events stream = stream(Protocol.OPENAI, grant)) {
      String unused = change(stream);
      light.revoke(grant.id()).expect(200);
      long revoked = System.nanoTime();
      assertThat(last(stream)).contains("authentication_error");
      assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(LONGEST_CUT);
    }
    assertThat(paid()).isEmpty();
  }

  @Test
  void whatIsNoStreamDoesNotWait() {
    FirstLight.Granted grant = poor(Protocol.OPENAI);
    BrokerClient.Reply reply =
        broker.post(Protocol.OPENAI.path, grant.token(), Protocol.OPENAI.body(false)).expect(402);
    assertThat(reply.text("error", "details", "cap")).isEqualTo("grant");
    assertThat(broker.get("/api/amendments", light.owner()).expect(200).body())
        .doesNotContain(grant.id());
  }

  @Test
  void theRoomOfWhoLeavesIsFreeAgain() {
    FirstLight.Granted grant = poor(Protocol.OPENAI);
    List<BrokerClient.Events> waiting = new ArrayList<>();
    try {
      for (int i = 0; i < MOST_PER_GRANT; i++) {
        waiting.add(stream(Protocol.OPENAI, grant));
      }
      assertThat(waiting).allSatisfy(one -> assertThat(one.status()).isEqualTo(200));
      assertThat(statusOf(grant)).isEqualTo(402);
      waiting.remove(0).close();
      broker.await("free again", PARK.dividedBy(2), () -> statusOf(grant) == 200);
    } finally {
      waiting.forEach(BrokerClient.Events::close);
    }
  }

  private static int statusOf(FirstLight.Granted grant) {
    try (BrokerClient.Events one = stream(Protocol.OPENAI, grant)) {
      return one.status();
    }
  }

  /** A grant whose money no call fits into. */
  private static FirstLight.Granted poor(Protocol protocol) {
    String ask =
        """
        {"appName":"Notes","appUrl":"https://notes.example","reason":"To spend","scope":
        {"provider":"%s","models":["%s"],"capabilities":["chat"],"maxBudgetCents":1}}
        """
            .formatted(protocol.provider, protocol.model);
    BrokerClient.Reply asked = broker.post("/grant-requests", "", ask).expect(201);
    String id = asked.text("grant", "id");
    broker.post("/grants/" + id + "/approve", light.owner(), "{}").expect(200);
    String proof =
        "{\"grantId\":\"%s\",\"claimToken\":\"%s\"}".formatted(id, asked.text("claimToken"));
    return new FirstLight.Granted(id, broker.post("/tokens", "", proof).expect(201).text("token"));
  }

  private static BrokerClient.Events stream(Protocol protocol, FirstLight.Granted grant) {
    return broker.stream(protocol.path, grant.token(), protocol.body(true));
  }

  /** The change that a stream says it waits for, before anything else. */
  private static String change(BrokerClient.Events stream) {
    String first = stream.line().orElseThrow();
    assertThat(first).startsWith(WAITING + broker.plan().url() + "/ui/amendment?id=");
    return first.substring(first.indexOf('=') + 1);
  }

  private static List<String> rest(BrokerClient.Events stream) {
    List<String> lines = new ArrayList<>();
    for (Optional<String> line = stream.line(); line.isPresent(); line = stream.line()) {
      lines.add(line.get());
    }
    return lines;
  }

  private static String last(BrokerClient.Events stream) {
    List<String> lines = rest(stream);
    return lines.get(lines.size() - 1);
  }

  private static long reserved(FirstLight.Granted grant) {
    return broker.get("/grants/self", grant.token()).expect(200).number("reserved", "requests");
  }
}
