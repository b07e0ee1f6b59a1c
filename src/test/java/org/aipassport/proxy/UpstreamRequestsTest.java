package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.aipassport.json.Json;
import org.aipassport.json.JsonBoolean;
import org.aipassport.json.JsonObject;
import org.aipassport.outbound.UpstreamRequest;
import org.aipassport.providers.CallerRequest;
import org.aipassport.providers.GivenProviders;
import org.aipassport.providers.Provider;
import org.aipassport.providers.ProxyChat;
import org.aipassport.providers.Understood;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.Golden;
import org.aipassport.support.GrantViews;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamRequestsTest {
  private static final Optional<SecretText> KEY = Optional.of(new SecretText("sk-real-key-0001"));
  private static final JsonObject CHAT =
      Json.parseObject(
          "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"temperature\":0.70}"
              .getBytes(UTF_8));

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "google"})
  void requestIsThatOfTheGoldenFileByteForByte(String name) {
    Provider provider = GivenProviders.preset(name);
    assertThat(written(provider, new ChatAsk(ProxyChat.of(CHAT), Optional.empty()), KEY))
        .isEqualTo(Golden.text("upstream-request/" + name + ".txt"));
  }

  @Test
  void streamIsAskedForAsOne() {
    Asked body = dropIn(CHAT.with("stream", JsonBoolean.TRUE));
    assertThat(written(GivenProviders.preset("openai"), body, KEY))
        .isEqualTo(Golden.text("upstream-request/openai-stream.txt"));
  }

  @Test
  void withoutKeyNoKeyHeaderIsSent() {
    Asked body = dropIn(CHAT);
    assertThat(written(GivenProviders.preset("ollama"), body, Optional.empty()))
        .isEqualTo(Golden.text("upstream-request/ollama.txt"));
  }

  /** The request cannot be copied from the caller's: what makes it never sees that. */
  @Test
  void nothingButTheBodyComesFromTheCaller() {
    Stream<Class<?>> seen =
        Arrays.stream(UpstreamRequests.class.getDeclaredMethods())
            .filter(method -> !method.isSynthetic())
            .flatMap(method -> Arrays.stream(method.getParameterTypes()));
    assertThat(seen)
        .containsExactlyInAnyOrder(
            Provider.class, CallPlan.class, Optional.class, Understood.class);
  }

  private static Asked dropIn(JsonObject body) {
    return new DropInAsk(
        FakeRequest.get("/v1/chat/completions").servlet(),
        CallerRequest.json("/v1/chat/completions", Map.of(), body),
        Optional.empty(),
        Optional.empty());
  }

  private static String written(Provider provider, Asked asked, Optional<SecretText> key) {
    CallPlan plan = asked.of(provider, GrantViews.approvedUntil(GrantViews.NOON));
    UpstreamRequest request = UpstreamRequests.build(provider, plan, key);
    StringBuilder text = new StringBuilder(request.method()).append(' ');
    text.append(request.target().origin()).append(request.pathAndQuery()).append('\n');
    request.headers().forEach(h -> text.append(h.name() + ": " + h.value() + "\n"));
    return text.append('\n').append(new String(request.body(), UTF_8)).toString();
  }
}
