package org.aipassport.tokens;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantRequests;
import org.aipassport.grants.GrantScope;
import org.aipassport.grants.Stop;
import org.aipassport.grants.ToolAsk;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.GrantId;
import org.aipassport.values.SecretText;

class RevocationRaceTest {
  private static final int RACES = 200;
  private static final int STOPS = 20;

  /** How a runner ended: the token it got, or how many there were when its revocation was told. */
  private record End(Optional<SecretText> token, long atRevocation) {}

  @OnBothDatabases
  void noTokenIsIssuedOrUsableAfterARevocationThatItRaces(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    for (int i = 0; i < RACES; i++) {
      GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
      TestGrants.approve(broker, owner, asked, "{}");
      Race<End> race =
          Race.of(
              2, number -> () -> number == 0 ? revoke(broker, owner, asked) : issue(broker, asked));
      assertThat(race.reasons()).isSubsetOf(Refusal.WRONG_STATE);
      List<SecretText> issued =
          race.done().stream().map(End::token).flatMap(Optional::stream).toList();
      assertThat(tokensOf(broker, asked))
          .as("tokens in the end: those that were there when the revocation was told")
          .isEqualTo(race.done().stream().mapToLong(End::atRevocation).sum())
          .isEqualTo(issued.size());
      issued.forEach(token -> isWorthNothing(broker, token));
      refused(Refusal.WRONG_STATE, () -> issue(broker, asked));
    }
  }

  private static void isWorthNothing(TestBroker broker, SecretText token) {
    AccessTokens tokens = broker.get(AccessTokens.class);
    VerifiedToken verified = tokens.verify(token);
    refused(Refusal.CREDENTIALS_INVALID, () -> tokens.grantInForce(verified));
  }

  private static End revoke(TestBroker broker, Caller owner, GrantRequests.Requested asked) {
    broker.get(GrantLifecycle.class).revoke(owner, asked.grant().id());
    return new End(Optional.empty(), tokensOf(broker, asked));
  }

  private static End issue(TestBroker broker, GrantRequests.Requested asked) {
    GrantId grant = asked.grant().id();
    AccessTokenIssuer issuer = broker.get(AccessTokenIssuer.class);
    return new End(
        Optional.of(issuer.toApp(grant, asked.claimToken(), Optional.empty()).token()), 0);
  }

  private static long tokensOf(TestBroker broker, GrantRequests.Requested asked) {
    return broker.count("access_token WHERE grant_id = ?", asked.grant().id().value());
  }

  @OnBothDatabases
  void noKeyOfAToolIsUsableAfterAStopThatItRaces(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
    TestGrants.approve(broker, owner, asked, "{}");
    GrantId app = asked.grant().id();
    for (int i = 0; i < STOPS; i++) {
      ToolAsk tool = tool(asked.grant().scope());
      Race<Optional<SecretText>> race =
          Race.of(3, number -> () -> one(broker, owner, tool, number));
      assertThat(race.reasons()).isEmpty();
      assertThat(broker.get(Stop.class).everything(owner)).isBetween(0, 2);
      race.done().stream()
          .flatMap(Optional::stream)
          .forEach(token -> isWorthNothing(broker, token));
      assertThat(
              broker.count(
                  "access_grant WHERE owner_id = ? AND status = 'APPROVED'", owner.id().value()))
          .isZero();
      refused(
          Refusal.WRONG_STATE,
          () -> broker.get(AccessTokenIssuer.class).toOwner(app, owner, Optional.empty()));
    }
  }

  private static Optional<SecretText> one(
      TestBroker broker, Caller owner, ToolAsk tool, int number) {
    if (number == 0) {
      broker.get(Stop.class).everything(owner);
      return Optional.empty();
    }
    return Optional.of(broker.get(ToolKeys.class).create(owner, tool).key().token());
  }

  private static ToolAsk tool(GrantScope scope) {
    return new ToolAsk(
        "Tool", scope, Duration.ofDays(1), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
