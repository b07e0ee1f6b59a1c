package org.aipassport.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;

class OAuthProblemMapperTest {
  @Test
  void problemIsToldInTheShapeOfRfc6749Section52() {
    Response answer =
        new OAuthProblemMapper().toResponse(new OAuthProblem("invalid_target", "no \"x\"", 400));
    assertThat(answer.getStatus()).isEqualTo(400);
    assertThat(answer.getMediaType()).hasToString("application/json");
    assertThat(answer.getHeaderString("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.getHeaderString("WWW-Authenticate")).isNull();
    assertThat(new String((byte[]) answer.getEntity(), UTF_8))
        .isEqualTo("{\"error\":\"invalid_target\",\"error_description\":\"no 'x'\"}");
  }

  @Test
  void invalidClientIsChallengedAsRfc6749Section52Says() {
    Response answer = OAuthProblemMapper.answer(OAuthProblem.invalidClient("Unknown."));
    assertThat(answer.getStatus()).isEqualTo(401);
    assertThat(answer.getHeaderString("WWW-Authenticate")).startsWith("Basic ");
  }
}
