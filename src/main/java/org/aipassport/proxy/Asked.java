package org.aipassport.proxy;

import java.util.Optional;
import org.aipassport.grants.GrantView;
import org.aipassport.metering.IdempotencyKey;
import org.aipassport.providers.Provider;

/** What a caller asks for, as far as it can be read without the grant. */
interface Asked {
  /**
   * What that means for the grant's provider.
   *
   * @throws org.aipassport.problems.RefusalException OUT_OF_SCOPE if the provider does not serve
   *     it; INVALID_FIELD or POLICY naming what must not be there
   */
  CallPlan of(Provider provider, GrantView grant);

  /** By what the caller may ask for it again, if it gave a key. */
  Optional<IdempotencyKey> key();
}
