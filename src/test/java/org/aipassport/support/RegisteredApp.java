package org.aipassport.support;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.aipassport.apps.OAuthClient;
import org.aipassport.crypto.Sha256;
import org.aipassport.grants.AccessDetails;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.Grants;
import org.aipassport.identity.Caller;
import org.aipassport.tokens.AuthorizationAsk;
import org.aipassport.tokens.AuthorizationCodes;
import org.aipassport.tokens.AuthorizationFlows;
import org.aipassport.tokens.ClientTokenRevocation;
import org.aipassport.tokens.ClientTokens;
import org.aipassport.tokens.RefreshTokens;
import org.aipassport.tokens.TokenIntrospection;
import org.aipassport.values.GrantId;
import org.aipassport.values.SecretText;

/** A registered app and one of its users, who has a key for OpenAI. */
public final class RegisteredApp {
  public static final String VERIFIER = "a-verifier-of-forty-three-characters-or-more";

  private static final Optional<String> NONE = Optional.empty();

  private final TestBroker broker;
  private final Caller owner;
  private final OAuthClient client;

  public RegisteredApp(TestBroker broker, Caller owner) {
    this(broker, owner, GivenClients.add(broker));
  }

  private RegisteredApp(TestBroker broker, Caller owner, OAuthClient client) {
    this.broker = broker;
    this.owner = owner;
    this.client = client;
  }

  /** Another one, in the broker that tests share. */
  public static RegisteredApp of(Databases.Kind kind) {
    return of(TestBroker.shared(kind));
  }

  public static RegisteredApp of(TestBroker broker) {
    return of(broker, GivenClients.add(broker));
  }

  public static RegisteredApp of(TestBroker broker, OAuthClient client) {
    return new RegisteredApp(broker, Persons.ownerWithKey(broker), client);
  }

  /** What such an app asks for; single quotes stand for double ones. */
  public static AccessDetails details(String more) {
    return AccessDetails.read(
        ("[{'type':'urn:aipassport:ai-access','provider':'openai','models':['gpt-a','gpt-b'],"
                + more
                + "'capabilities':['chat'],'reason':'to summarise'}]")
            .replace('\'', '"'));
  }

  /** A request of an app with that address, with more members of what it asks for. */
  public static AuthorizationAsk ask(String redirectUri, Optional<String> resource, String more) {
    return new AuthorizationAsk(
        redirectUri,
        true,
        Optional.of("state-1"),
        Sha256.base64Url(VERIFIER.getBytes(StandardCharsets.US_ASCII)),
        resource,
        details(more));
  }

  public OAuthClient client() {
    return client;
  }

  public Caller owner() {
    return owner;
  }

  public TestBroker broker() {
    return broker;
  }

  public AuthorizationFlows flows() {
    return broker.get(AuthorizationFlows.class);
  }

  public GrantId opened() {
    return opened(NONE);
  }

  public GrantId opened(Optional<String> resource) {
    String budget = "'budget':{'amount':'2','currency':'USD'},";
    return flows()
        .open(
            client, ask(client.redirectUris().get(0), resource, budget), TestGrants.nextAddress());
  }

  public void approve(GrantId grant) {
    broker.get(GrantLifecycle.class).approve(owner, grant, TestGrants.decision(broker, "{}"));
  }

  public GrantId approved() {
    GrantId grant = opened();
    approve(grant);
    return grant;
  }

  public AuthorizationFlows.Returned goBack(GrantId grant) {
    return flows().resume(grant, owner);
  }

  public SecretText code() {
    return goBack(approved()).code().orElseThrow();
  }

  public SecretText code(Optional<String> resource) {
    GrantId grant = opened(resource);
    approve(grant);
    return goBack(grant).code().orElseThrow();
  }

  public ClientTokens redeem(SecretText code) {
    return redeem(client, code, VERIFIER);
  }

  public ClientTokens redeem(OAuthClient by, SecretText code, String verifier) {
    return broker
        .get(AuthorizationCodes.class)
        .redeem(by, code, Optional.of(client.redirectUris().get(0)), verifier, NONE);
  }

  /** Tokens of a grant of its own. */
  public ClientTokens tokens() {
    return redeem(code());
  }

  public ClientTokens refresh(ClientTokens last) {
    return refresh(last.refresh().orElseThrow());
  }

  public ClientTokens refresh(SecretText token) {
    return broker.get(RefreshTokens.class).refresh(client, token, NONE);
  }

  public void revoke(SecretText token) {
    broker.get(ClientTokenRevocation.class).revoke(client, token);
  }

  public GrantStatus status(GrantId grant) {
    return broker.get(Grants.class).find(grant).orElseThrow().status();
  }

  /** Whether the app is told that a token of its own is good. */
  public boolean isGood(SecretText token) {
    return broker.get(TokenIntrospection.class).of(client, token).isPresent();
  }
}
