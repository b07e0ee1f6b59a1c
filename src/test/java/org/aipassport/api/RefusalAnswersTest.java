package org.aipassport.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.stream.Stream;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.FakeRequest;
import org.aipassport.wire.RefusalResponses;
import org.aipassport.wire.Refusals;
import org.aipassport.wire.StatusCodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalAnswersTest {
  @ParameterizedTest
  @EnumSource(Refusal.class)
  void resourcesRefuseAsFiltersDo(Refusal reason) {
    RefusalException refusal = new RefusalException(reason, "Words.");
    HttpServletRequest request = FakeRequest.get("/grants").servlet();
    Response answer = RefusalResponses.of(request, refusal);
    assertThat(answer.getStatus()).isEqualTo(StatusCodes.of(reason));
    Refusals.headers(request, refusal)
        .forEach((name, value) -> assertThat(answer.getHeaderString(name)).isEqualTo(value));
  }

  @Test
  void managementRefusesWithProblems() {
    RefusalException refusal = RefusalException.ofField("key", "is missing");
    Response answer = RefusalResponses.of(FakeRequest.get("/api/provider-keys").servlet(), refusal);
    assertThat(answer.getMediaType()).hasToString("application/problem+json");
    assertThat(new String((byte[]) answer.getEntity(), UTF_8))
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"invalid_field\",\"status\":400,"
                + "\"detail\":\"key: is missing\",\"field\":\"key\"}");
  }

  @Test
  void applicationsHoldOnlyResourcesAndMappers() {
    assertThat(
            Stream.of(new SurfaceApplication(), new ManagementApplication())
                .flatMap(application -> application.getClasses().stream()))
        .allMatch(
            type ->
                type.isAnnotationPresent(Path.class) || type.isAnnotationPresent(Provider.class))
        .contains(RefusalMapper.class, LastResortMapper.class);
  }

  @Test
  void applicationsPublishNoDescriptionOfThemselves() {
    assertThat(
            Stream.of(new SurfaceApplication(), new ManagementApplication())
                .map(application -> application.getProperties()))
        .allMatch(map -> Boolean.TRUE.equals(map.get("jersey.config.server.wadl.disableWadl")));
  }
}
