package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** One path of each kind of caller, with a good body and the form in which it is refused. */
enum Surface {
  DROP_IN(Chat.DROP_IN, Chat.body("gpt-fake")),
  PROXY_CHAT(Chat.PROXY, Chat.body("gpt-fake")),
  GRANT_REQUESTS("/grant-requests", TestGrant.ask("openai").models("gpt-fake").body()),
  MANAGEMENT("/api/provider-keys", "{\"provider\":\"openai\",\"key\":\"sk-never-stored-0000\"}");

  private static final class Shared {
    static final TestGrant GRANT = TestGrant.of("openai", "gpt-fake");
  }

  private final String path;
  private final String good;

  Surface(String path, String good) {
    this.path = path;
    this.good = good;
  }

  String path() {
    return path;
  }

  String good() {
    return good;
  }

  /** The name of the good body's first member. */
  String firstMember() {
    return good.substring(2, good.indexOf('"', 2));
  }

  /** The good body with something before its first member. */
  String with(String member) {
    return "{" + member + "," + good.substring(1);
  }

  String[] credentials() {
    return switch (this) {
      case DROP_IN, PROXY_CHAT -> Http.bearer(Shared.GRANT.token());
      case GRANT_REQUESTS -> new String[0];
      case MANAGEMENT -> Broker.asOwner();
    };
  }

  Answer post(String body) {
    return post(body.getBytes(StandardCharsets.UTF_8));
  }

  Answer post(byte[] body) {
    return Http.send("POST", path, body, credentials());
  }

  /** What is said in the form that callers of this path expect; anything else is a failure. */
  String detail(Answer answer) {
    JsonNode body = answer.json();
    return switch (this) {
      case DROP_IN -> {
        assertThat(answer.members()).containsExactly("error");
        assertThat(Answer.members(body.get("error")))
            .containsExactlyInAnyOrder("message", "type", "param", "code");
        yield body.at("/error/message").asText();
      }
      case PROXY_CHAT, GRANT_REQUESTS -> answer.error();
      case MANAGEMENT -> {
        assertThat(answer.header("content-type").orElseThrow())
            .startsWith("application/problem+json");
        assertThat(answer.members()).contains("type", "title", "status", "detail");
        assertThat(body.get("status").asInt()).isEqualTo(answer.status());
        yield body.get("detail").asText();
      }
    };
  }
}
