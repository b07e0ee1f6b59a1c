package org.aipassport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.aipassport.grants.GrantKeys;
import org.aipassport.grants.GrantRequests;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Invitations;
import org.aipassport.identity.PersonalTokens;
import org.aipassport.identity.Role;
import org.aipassport.identity.SecondFactors;
import org.aipassport.identity.Setup;
import org.aipassport.identity.SignIn;
import org.aipassport.support.Authenticator;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.RegisteredApp;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.tokens.AccessTokenIssuer;
import org.aipassport.tokens.ClientTokens;
import org.aipassport.values.Ids;
import org.aipassport.values.Labels;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;
import org.aipassport.vault.ProviderKeys;

/** After a day's work no secret lies in the database, in whatever form. */
class SecretsAtRestTest {
  private static final String OF_ENVIRONMENT = "sk-canary-environment-" + Ids.next();
  private static final ProviderName OPENAI = new ProviderName("openai");

  private final Map<String, String> secrets = new LinkedHashMap<>();

  @OnBothDatabases
  void noSecretLiesInTheDatabase(Databases.Kind kind) throws IOException {
    Path data;
    try (TestBroker broker = TestBroker.start(kind, "OPENAI_API_KEY", OF_ENVIRONMENT)) {
      data = broker.settings().dataDir();
      work(broker);
      String dump = broker.dump();
      assertThat(dump).contains("alice", "provider_key.replaced", "token.issued");
      assertHoldsNoSecret("the database", dump);
    }
    if (kind == Databases.Kind.DERBY) {
      filesHoldNoSecret(data.resolve("db"));
    }
  }

  private void work(TestBroker broker) throws IOException {
    secrets.put("key of the environment", OF_ENVIRONMENT);
    secrets.put("password", TestBroker.PASSWORD);
    secrets.put("setup secret", broker.setupSecret().reveal());
    Setup.Claimed claimed = broker.claimed();
    secrets.put("first personal token", claimed.personalAccessToken().reveal());
    secrets.put(
        "personal token",
        broker
            .get(PersonalTokens.class)
            .issue(Persons.script(claimed.owner()), "script", Optional.empty())
            .token()
            .reveal());
    people(broker, claimed.owner());
    keys(broker, claimed);
    grant(broker, claimed);
    masterKey(broker);
  }

  private void people(TestBroker broker, Caller owner) {
    SignIn.Attempt attempt =
        new SignIn.Attempt(
            owner.username(),
            new SecretText(TestBroker.PASSWORD),
            Persons.somewhere(),
            "Test",
            Optional.empty());
    SignIn.Done done = (SignIn.Done) broker.get(SignIn.class).withPassword(attempt);
    secrets.put("session", done.begun().cookie().reveal());
    secrets.put("known browser", done.device().reveal());
    Invitations.Issued invitation =
        broker.get(Invitations.class).invite(owner, Set.of(Role.OWNER), "");
    secrets.put("invitation", invitation.secret().reveal());
    SecondFactors factors = broker.get(SecondFactors.class);
    String shared = factors.begin(owner).secretBase32().reveal();
    secrets.put("second factor", shared);
    Authenticator app = new Authenticator(shared);
    secrets.put("second factor's bytes", new String(app.secret(), ISO_8859_1));
    factors
        .confirm(owner, app.code(broker.clock().instant()))
        .forEach(code -> secrets.put("recovery code " + code.lastFour(), code.reveal()));
    SignIn.Outcome half = broker.get(SignIn.class).withPassword(attempt);
    secrets.put("ticket", ((SignIn.SecondFactorNeeded) half).ticket().reveal());
  }

  private void keys(TestBroker broker, Setup.Claimed claimed) {
    ProviderKeys keys = broker.get(ProviderKeys.class);
    SecretText[] canaries = new SecretText[3];
    for (int i = 0; i < canaries.length; i++) {
      canaries[i] = new SecretText("sk-canary-" + i + "-" + Ids.next());
      secrets.put("provider key " + i, canaries[i].reveal());
    }
    ProviderKeyId id = keys.add(claimed.owner(), OPENAI, canaries[0], "a", Labels.NONE).id();
    keys.replace(claimed.owner(), id, canaries[1]);
    ProviderKeyId gone = keys.add(claimed.owner(), OPENAI, canaries[2], "b", Labels.NONE).id();
    broker.get(GrantKeys.class).delete(claimed.owner(), gone);
  }

  private void grant(TestBroker broker, Setup.Claimed claimed) {
    GrantRequests.Requested asked = TestGrants.request(broker, claimed.owner(), "");
    TestGrants.approve(broker, claimed.owner(), asked, "{}");
    secrets.put("claim token", asked.claimToken().reveal());
    AccessTokenIssuer.Issued issued =
        broker
            .get(AccessTokenIssuer.class)
            .toApp(asked.grant().id(), asked.claimToken(), Optional.empty());
    String[] parts = issued.token().reveal().split("\\.");
    secrets.put("access token's claims", parts[1]);
    secrets.put("access token's signature", parts[2]);
    RegisteredApp app = new RegisteredApp(broker, claimed.owner());
    SecretText code = app.code();
    secrets.put("authorization code", code.reveal());
    ClientTokens tokens = app.redeem(code);
    secrets.put("refresh token", tokens.refresh().orElseThrow().reveal());
    secrets.put("next refresh token", app.refresh(tokens).refresh().orElseThrow().reveal());
  }

  private void masterKey(TestBroker broker) throws IOException {
    String text = Files.readString(broker.settings().dataDir().resolve("master.key")).strip();
    secrets.put("master key", new String(Base64.getDecoder().decode(text), ISO_8859_1));
  }

  private void filesHoldNoSecret(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertHoldsNoSecret(file.toString(), new String(Files.readAllBytes(file), ISO_8859_1));
      }
    }
  }

  private void assertHoldsNoSecret(String where, String content) {
    String lower = content.toLowerCase(Locale.ROOT);
    secrets.forEach(
        (name, secret) -> {
          byte[] bytes = secret.getBytes(ISO_8859_1);
          String random = secret.substring(secret.lastIndexOf('_') + 1);
          boolean found =
              content.contains(secret)
                  || (random.length() > 20 && content.contains(random))
                  || content.contains(Base64.getEncoder().withoutPadding().encodeToString(bytes))
                  || content.contains(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
                  || lower.contains(HexFormat.of().formatHex(bytes));
          assertThat(found).as(name + " in " + where).isFalse();
        });
  }
}
