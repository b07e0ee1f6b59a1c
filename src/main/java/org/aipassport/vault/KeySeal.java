package org.aipassport.vault;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.aipassport.crypto.AssociatedData;
import org.aipassport.crypto.Envelope;
import org.aipassport.providers.Provider;
import org.aipassport.values.AccountId;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.SecretText;

/**
 * Seals provider keys, each bound to its account, its id, its provider, that provider's exact
 * origin and its version: moved to another row or another upstream it cannot be opened.
 */
@ApplicationScoped
class KeySeal {
  private static final String PURPOSE = "aipassport/provider-key/v1";

  private Envelope envelope;

  @SuppressWarnings("NullAway.Init")
  protected KeySeal() {} // for the CDI proxy

  @Inject
  KeySeal(Envelope envelope) {
    this.envelope = envelope;
  }

  String kekId() {
    return envelope.kekId();
  }

  byte[] seal(SecretText key, AccountId account, ProviderKeyId id, Provider provider, int version) {
    byte[] plain = key.reveal().getBytes(StandardCharsets.UTF_8);
    try {
      return envelope.seal(plain, binding(account, id, provider, version));
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  SecretText open(
      byte[] sealed, AccountId account, ProviderKeyId id, Provider provider, int version) {
    byte[] plain = envelope.open(sealed, binding(account, id, provider, version));
    try {
      return new SecretText(new String(plain, StandardCharsets.UTF_8));
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static AssociatedData binding(
      AccountId account, ProviderKeyId id, Provider provider, int version) {
    return AssociatedData.of(
        PURPOSE,
        account.value(),
        id.value(),
        provider.name().value(),
        provider.origin().toString(),
        Integer.toString(version));
  }
}
