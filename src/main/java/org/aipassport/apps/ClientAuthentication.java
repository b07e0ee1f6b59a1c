package org.aipassport.apps;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ClientId;
import org.aipassport.values.SecretText;

/**
 * Finds out which registered app sends a request. Each proves itself in the one way that it is
 * registered with: whoever has a secret or a key is nobody without it.
 */
@ApplicationScoped
public class ClientAuthentication {
  private Transactions transactions;
  private OAuthClients clients;
  private ClientAssertions assertions;

  @SuppressWarnings("NullAway.Init")
  protected ClientAuthentication() {} // for the CDI proxy

  @Inject
  ClientAuthentication(
      Transactions transactions, OAuthClients clients, ClientAssertions assertions) {
    this.transactions = transactions;
    this.clients = clients;
    this.assertions = assertions;
  }

  /**
   * The app that the proof is of.
   *
   * @throws RefusalException CREDENTIALS_INVALID if there is none, it is disabled, or it proves
   *     itself otherwise; callers cannot tell which
   */
  public OAuthClient authenticate(ClientProof proof) {
    return proof
        .assertion()
        .map(assertion -> assertions.client(assertion, proof.id()))
        .orElseGet(() -> withoutAssertion(proof));
  }

  private OAuthClient withoutAssertion(ClientProof proof) {
    ClientId id = proof.id().orElseThrow(ClientAuthentication::invalid);
    return transactions.call(
        em -> {
          OAuthClient client =
              clients.findEnabled(em, id).orElseThrow(ClientAuthentication::invalid);
          Optional<SecretText> secret = proof.secret();
          boolean proved =
              switch (client.authMethod()) {
                case NONE -> secret.isEmpty();
                case CLIENT_SECRET_BASIC ->
                    secret.isPresent()
                        && clients.hasSecret(em, id, OpaqueSecrets.digest(secret.get()));
                case PRIVATE_KEY_JWT -> false;
              };
          if (!proved) {
            throw invalid();
          }
          return client;
        });
  }

  static RefusalException invalid() {
    return new RefusalException(
        Refusal.CREDENTIALS_INVALID,
        "The client is unknown, disabled, or proves itself otherwise than it is registered to.");
  }
}
