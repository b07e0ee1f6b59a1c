package org.aipassport.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantStatus;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Race;
import org.aipassport.support.RegisteredApp;
import org.aipassport.support.TestGrants;
import org.aipassport.values.GrantId;
import org.aipassport.values.SecretText;

class FlowRaceTest {
  private static final int RACES = 40;

  @OnBothDatabases
  void ofTwoRedemptionsOfACodeOneWinsAndNobodyKeepsAnything(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    for (int i = 0; i < RACES; i++) {
      SecretText code = flow.code();
      Race<ClientTokens> race = Race.of(2, () -> flow.redeem(code));
      assertThat(race.done()).hasSize(1);
      assertThat(race.reasons()).containsExactly(Refusal.WRONG_STATE);
      ClientTokens won = race.done().get(0);
      assertThat(flow.status(won.grant().id())).isEqualTo(GrantStatus.REVOKED);
      assertThat(flow.isGood(won.access().token())).isFalse();
    }
  }

  @OnBothDatabases
  void ofTwoWhoGoBackOneGetsTheCode(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    for (int i = 0; i < RACES; i++) {
      GrantId grant = flow.opened();
      flow.approve(grant);
      Race<AuthorizationFlows.Returned> race = Race.of(2, () -> flow.goBack(grant));
      assertThat(race.done()).hasSize(1);
      assertThat(race.reasons()).containsExactly(Refusal.WRONG_STATE);
      flow.redeem(race.done().get(0).code().orElseThrow());
    }
  }

  /** The second comes so soon that the first answer may be lost: one pair is left that works. */
  @OnBothDatabases
  void ofTwoRefreshesOfATokenOneAnswerIsLeft(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    for (int i = 0; i < RACES; i++) {
      ClientTokens first = flow.tokens();
      Race<ClientTokens> race = Race.of(2, () -> flow.refresh(first.refresh().orElseThrow()));
      assertThat(race.done()).hasSize(2);
      assertThat(
              flow.broker()
                  .count(
                      "refresh_token WHERE grant_id = ? AND used_at IS NULL AND voided_at IS NULL",
                      first.grant().id().value()))
          .isEqualTo(1);
    }
  }

  @OnBothDatabases
  void ofManyRefreshesOfATokenTheGrantEnds(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    for (int i = 0; i < RACES / 4; i++) {
      ClientTokens first = flow.tokens();
      Race<ClientTokens> race = Race.of(4, () -> flow.refresh(first.refresh().orElseThrow()));
      assertThat(race.done()).hasSize(2);
      assertThat(flow.status(first.grant().id())).isEqualTo(GrantStatus.REVOKED);
      race.done().forEach(one -> assertThat(flow.isGood(one.access().token())).isFalse());
    }
  }

  @OnBothDatabases
  void nothingIsLeftOfARefreshThatRacesARevocation(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    for (int i = 0; i < RACES; i++) {
      ClientTokens first = flow.tokens();
      Race<Optional<ClientTokens>> race =
          Race.of(2, number -> () -> number == 0 ? revoked(flow, first) : refreshed(flow, first));
      assertThat(race.reasons()).isSubsetOf(Refusal.WRONG_STATE);
      List<ClientTokens> fresh = race.done().stream().flatMap(Optional::stream).toList();
      fresh.forEach(one -> assertThat(flow.isGood(one.access().token())).isFalse());
      assertThat(flow.status(first.grant().id())).isEqualTo(GrantStatus.REVOKED);
    }
  }

  private static Optional<ClientTokens> revoked(RegisteredApp flow, ClientTokens tokens) {
    flow.broker().get(GrantLifecycle.class).revoke(flow.owner(), tokens.grant().id());
    return Optional.empty();
  }

  private static Optional<ClientTokens> refreshed(RegisteredApp flow, ClientTokens tokens) {
    return Optional.of(flow.refresh(tokens.refresh().orElseThrow()));
  }

  @OnBothDatabases
  void aPushedRequestIsTakenOnce(Databases.Kind kind) {
    RegisteredApp flow = RegisteredApp.of(kind);
    PushedRequests pushed = flow.broker().get(PushedRequests.class);
    for (int i = 0; i < RACES; i++) {
      SecretText reference =
          pushed.push(
              flow.client(),
              JsonObject.builder().put("state", "x").build(),
              TestGrants.nextAddress());
      Race<Boolean> race = Race.of(4, () -> pushed.take(flow.client(), reference).isPresent());
      assertThat(race.done()).containsOnlyOnce(true).hasSize(4);
    }
  }
}
