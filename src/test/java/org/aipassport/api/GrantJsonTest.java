package org.aipassport.api;

import static org.aipassport.support.GrantViews.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.aipassport.grants.GrantStatus;
import org.aipassport.json.Json;
import org.aipassport.support.GrantViews;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantJsonTest {
  @Test
  void approvedGrantShowsNeitherItsKeyNorItsOwner() {
    String text = Json.text(GrantJson.of(GrantViews.approvedUntil(NOON.plusSeconds(3600))));
    assertThat(text)
        .startsWith(
            "{\"id\":\"GGGGGGGGGGGGGGGGGGGGGG\",\"requestId\":\"RRRRRRRRRRRRRRRRRRRRRR\",\"appName\":\"An"
                + " app\",\"appUrl\":\"https://app.example\",\"reason\":\"because\","
                + "\"scope\":{\"provider\":\"openai\"")
        .endsWith(
            "\"status\":\"approved\",\"createdAt\":\"2030-01-01T11:59:00Z\","
                + "\"expiresAt\":\"2030-01-01T13:00:00Z\",\"approvedAt\":\"2030-01-01T12:00:00Z\","
                + "\"usageCount\":3,\"usageBudgetCents\":0,\"version\":2}")
        .doesNotContain("KKKK", "AAAA");
  }

  @ParameterizedTest
  @CsvSource({"REVOKED, revokedAt", "DENIED, deniedAt", "FROZEN, frozenAt", "EXPIRED, expiredAt"})
  void grantThatHasEndedSaysWhenAndHow(GrantStatus status, String member) {
    var grant = GrantViews.grant(status, NOON.plusSeconds(60), OptionalLong.empty(), 0);
    assertThat(Json.text(GrantJson.of(grant)))
        .contains("\"" + member + "\":\"2030-01-01T12:00:01Z\"")
        .contains("\"status\":\"" + status.wireName() + "\"");
  }

  @ParameterizedTest
  @CsvSource({"10, 3, 1, 2, 1, 7", "10, 10, 0, 10, 0, 0", "2, 3, 1, 2, 1, 0", "0, 0, 0, 0, 0, 0"})
  void appSeesWhatIsUsedReservedAndLeft(
      long cap, long counted, long reserved, long shownUsed, long shownReserved, long left) {
    var grant = GrantViews.grant(GrantStatus.APPROVED, NOON, OptionalLong.of(cap), counted);
    assertThat(Json.text(GrantJson.self(grant, reserved, List.of())))
        .contains(
            "\"used\":{\"requests\":"
                + shownUsed
                + ",\"usd\":\"0\"},\"reserved\":{\"requests\":"
                + shownReserved
                + ",\"usd\":\"0\"},\"remaining\":{\"requests\":"
                + left
                + "}");
  }

  @Test
  void grantWithoutCapHasNoRemainder() {
    var grant = GrantViews.grant(GrantStatus.APPROVED, NOON, OptionalLong.empty(), 5);
    assertThat(Json.text(GrantJson.self(grant, 0, List.of())))
        .contains("\"remaining\":{\"requests\":null}");
  }
}
