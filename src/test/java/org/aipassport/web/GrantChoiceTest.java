package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.aipassport.apps.AppHost;
import org.aipassport.apps.AppIdentity;
import org.aipassport.apps.AppStanding;
import org.aipassport.grants.Approval;
import org.aipassport.grants.ConsentFacts;
import org.aipassport.grants.GrantScope;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.GrantView;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Capability;
import org.aipassport.support.GrantViews;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantChoiceTest {
  private static final String DIGEST = "d".repeat(43);
  private static final GrantView ASKED =
      GrantViews.grant(
          GrantStatus.PENDING, GrantViews.NOON.plusSeconds(60), OptionalLong.of(10), 0);

  private final GrantChoice choice = new GrantChoice(facts(ASKED), Locale.ENGLISH);

  private static ConsentFacts facts(GrantView grant) {
    return new ConsentFacts(
        grant,
        new AppIdentity(
            "An app",
            Set.of(),
            new AppHost("app.example", "app.example", OptionalInt.empty(), Set.of()),
            AppStanding.UNREGISTERED),
        grant.scope().maxRequests(),
        List.of(),
        true,
        Duration.ofHours(1),
        Duration.ofDays(90),
        false,
        Set.of(),
        Set.of());
  }

  private Approval approval() {
    return choice.approval(ASKED.scope(), DIGEST, GrantViews.NOON);
  }

  private static void isRefused(ThrowingCallable work, String field) {
    RefusalException refusal =
        org.assertj.core.api.Assertions.catchThrowableOfType(RefusalException.class, work);
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(Refusal.INVALID_FIELD);
    assertThat(PageProblem.of(refusal).input()).contains(field);
  }

  @Test
  void untouchedItApprovesWhatWasAskedForAnHour() {
    assertThat(approval())
        .isEqualTo(
            new Approval(
                Duration.ofHours(1),
                Optional.of(ASKED.scope()),
                Optional.empty(),
                Optional.of(DIGEST),
                Optional.empty(),
                Optional.of(GrantViews.NOON)));
  }

  @Test
  void takesAwayModelsRequestsAndTime() {
    choice.setModels(List.of("meta/llama"));
    choice.setMaxRequests(" 3 ");
    choice.setExpiresInSeconds("86400");
    choice.setNotes("for\r\nthe kitchen ");
    Approval approval = approval();
    GrantScope left = approval.scope().orElseThrow();
    assertThat(left.models()).containsExactly(new ModelName("meta/llama"));
    assertThat(left.capabilities()).containsExactly(Capability.CHAT);
    assertThat(left.maxRequests()).hasValue(3);
    assertThat(approval.lifetime()).isEqualTo(Duration.ofDays(1));
    assertThat(approval.notes()).contains("for\nthe kitchen");
  }

  @Test
  void nothingLeftOfModelsOrCapabilitiesIsRefused() {
    choice.setModels(List.of());
    isRefused(this::approval, "models");
    choice.setModels(List.of("gpt-4.1"));
    choice.setCapabilities(List.of());
    isRefused(this::approval, "capabilities");
  }

  @Test
  void moreThanWasAskedIsRefused() {
    choice.setModels(List.of("gpt-4.1", "o9-huge"));
    isRefused(this::approval, "models");
    choice.setModels(List.of("gpt-4.1"));
    choice.setCapabilities(List.of("chat", "images"));
    isRefused(this::approval, "capabilities");
    choice.setCapabilities(List.of("chat"));
    choice.setStore(true);
    isRefused(this::approval, "store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"11", "", "-1", "1.5", "1e3", "ten", "99999999999999", "0x1", "\u0661"})
  void otherNumbersOfRequestsAreRefused(String typed) {
    choice.setMaxRequests(typed);
    isRefused(this::approval, "maxRequests");
  }

  @Test
  void untouchedItApprovesTheMoneyThatWasAskedFor() {
    for (Locale locale : List.of(Locale.ENGLISH, Locale.GERMAN)) {
      for (long cents : new long[] {0, 1, 1_250, 100_000_000}) {
        GrantView asked = GrantViews.asking(NanoUsd.ofCents(cents));
        assertThat(money(asked, new GrantChoice(facts(asked), locale).getMaxBudget()))
            .contains(NanoUsd.ofCents(cents));
      }
    }
    assertThat(maxBudget(1_250, Locale.ENGLISH)).isEqualTo("12.50");
    assertThat(maxBudget(1_250, Locale.GERMAN)).isEqualTo("12,50");
  }

  private static String maxBudget(long cents, Locale locale) {
    GrantView asked = GrantViews.asking(NanoUsd.ofCents(cents));
    return new GrantChoice(facts(asked), locale).getMaxBudget();
  }

  @Test
  void moneyCanBeNarrowedAndCappedWhereNobodyAskedForACap() {
    GrantView asked = GrantViews.asking(NanoUsd.ofCents(1_250));
    assertThat(money(asked, " 3,5 ")).contains(NanoUsd.ofCents(350));
    assertThat(money(asked, "0")).contains(NanoUsd.ZERO);
    assertThat(money(ASKED, "3")).contains(NanoUsd.ofCents(300));
    assertThat(money(ASKED, "  ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"12.51", "", "-1", "1e1", "1.234", "$5", "1,000.00", ".5", "1000000.01", "\u0661"})
  void otherAmountsOfMoneyAreRefused(String typed) {
    isRefused(() -> money(GrantViews.asking(NanoUsd.ofCents(1_250)), typed), "maxBudget");
  }

  private static Optional<NanoUsd> money(GrantView asked, String typed) {
    GrantChoice choice = new GrantChoice(facts(asked), Locale.ENGLISH);
    choice.setMaxRequests(asked.maxRequests().isPresent() ? "1" : "");
    choice.setMaxBudget(typed);
    return choice
        .approval(asked.scope(), DIGEST, GrantViews.NOON)
        .scope()
        .orElseThrow()
        .maxBudget();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not-an-id", "../../../../../../aaaa"})
  void keysAreIdsOrNone(String id) {
    choice.setKeyId(id);
    if (id.isEmpty()) {
      assertThat(approval().key()).isEmpty();
    } else {
      isRefused(this::approval, "keyId");
    }
  }

  @Test
  void neitherLongNorInvisibleNotesAreTaken() {
    choice.setNotes("x".repeat(1_001));
    isRefused(this::approval, "notes");
    choice.setNotes("a\u202eb");
    isRefused(this::approval, "notes");
  }

  /** Faces makes null of an empty value of a list. */
  @Test
  void emptyChoicesAreRefusedOrLeftToTheBroker() {
    choice.setKeyId(null);
    assertThat(approval().key()).isEmpty();
    choice.setExpiresInSeconds(null);
    assertThat(approval().lifetime()).isZero(); // which nobody may approve
  }

  @Test
  void aBudgetWithPartsOfACentThatIsNotTouchedStaysExactlyThat() {
    GrantView asked = GrantViews.asking(new NanoUsd(5_000_000)); // half a cent
    GrantChoice half = new GrantChoice(facts(asked), Locale.GERMAN);
    assertThat(half.getMaxBudget()).isEqualTo("0,01");
    Approval whole = half.approval(asked.scope(), DIGEST, GrantViews.NOON);
    assertThat(whole.scope()).contains(asked.scope());
    half.setMaxBudget("0,00");
    Approval none = half.approval(asked.scope(), DIGEST, GrantViews.NOON);
    assertThat(none.scope().orElseThrow().maxBudget()).contains(NanoUsd.ZERO);
  }
}
