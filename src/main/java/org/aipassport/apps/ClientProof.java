package org.aipassport.apps;

import java.util.Optional;
import org.aipassport.values.ClientId;
import org.aipassport.values.SecretText;

/**
 * What a request presents to show which registered app sends it.
 *
 * @param id absent only where an assertion names the app
 * @param secret of {@code client_secret_basic}
 * @param assertion of {@code private_key_jwt}; never together with a secret
 */
public record ClientProof(
    Optional<ClientId> id, Optional<SecretText> secret, Optional<String> assertion) {
  /** An assertion is good for as long as it lives. */
  @Override
  public String toString() {
    return "ClientProof[id=" + id + ", [hidden]]";
  }
}
