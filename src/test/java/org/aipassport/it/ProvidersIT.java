package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** What the broker offers, as anybody may ask it. */
@ArquillianTest
class ProvidersIT {
  @Test
  void everybodySeesWhatIsOfferedAndWhereTheirSdkPointsTo() {
    Answer answer = Http.get("/providers");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.members()).containsExactly("providers");
    List<String> offered = new ArrayList<>();
    for (JsonNode one : answer.json().get("providers")) {
      assertThat(Answer.members(one)).contains("name", "type", "protocol", "baseUrl");
      offered.add(
          String.join(
              " ",
              one.get("name").asText(),
              one.get("type").asText(),
              one.get("protocol").asText(),
              one.get("baseUrl").asText()));
    }
    assertThat(offered)
        .contains(
            "openai openai openai " + Http.BROKER + "/v1",
            "anthropic anthropic anthropic " + Http.BROKER,
            "google google google " + Http.BROKER,
            "ollama ollama openai " + Http.BROKER + "/v1",
            "hasty openai-compatible openai " + Http.BROKER + "/v1");
  }

  @Test
  void whatAProviderDoesNotHaveIsNotOffered() {
    for (JsonNode one : Http.get("/providers").json().get("providers")) {
      if (one.get("name").asText().equals("cohere")) {
        assertThat(one.get("capabilities").toString()).isEqualTo("[\"chat\",\"embeddings\"]");
        return;
      }
    }
    throw new AssertionError("cohere is not offered");
  }

  @Test
  void nobodySeesWhereAnUpstreamLies() {
    assertThat(Http.get("/providers").text())
        .doesNotContain("127.0.0.1")
        .doesNotContain(Integer.toString(TestServer.UPSTREAM.port()))
        .doesNotContain("api.openai.com");
  }

  @Test
  void itIsOnlyToBeRead() {
    assertThat(Http.post("/providers", "{}").status()).isEqualTo(405);
    assertThat(Http.get("/providers/openai").status()).isEqualTo(404);
  }
}
