package org.aipassport.grants;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.aipassport.apps.AppIdentity;
import org.aipassport.providers.Capability;
import org.aipassport.vault.ProviderKeyView;

/**
 * All that a person is told before they decide.
 *
 * @param grant as it is stored; {@code grant.scope().digest()} goes back with the decision
 * @param app who asks; not to be shown for a tool of the owner's own
 * @param mostRequests what it may cost at most, in calls; absent: without a limit
 * @param keys of the owner's for that provider, the first is used unless another is chosen; empty:
 *     none is stored
 * @param needsKey whether it cannot be approved without one
 * @param usualLifetime what is approved unless the owner says otherwise: what the app asked for, if
 *     it did
 * @param longestLifetime the most that the operator allows and the app asked for
 * @param needsFreshSignIn whether the grant as asked needs a sign-in of the last minutes; narrowed
 *     it may not
 * @param cannotDo what no app can do with this grant
 * @param withheld the capabilities that it does not have
 */
public record ConsentFacts(
    GrantView grant,
    AppIdentity app,
    OptionalLong mostRequests,
    List<ProviderKeyView> keys,
    boolean needsKey,
    Duration usualLifetime,
    Duration longestLifetime,
    boolean needsFreshSignIn,
    Set<CannotDo> cannotDo,
    Set<Capability> withheld) {
  public ConsentFacts {
    keys = List.copyOf(keys);
    cannotDo = Collections.unmodifiableSet(cannotDo);
    withheld = Collections.unmodifiableSet(withheld);
  }
}
