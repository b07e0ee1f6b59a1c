package org.aipassport.proxy;

import java.util.Set;
import org.aipassport.providers.Capability;
import org.aipassport.providers.Operation;
import org.aipassport.providers.Provider;
import org.aipassport.providers.UpstreamCall;
import org.aipassport.values.ModelName;

/** A body that the broker understood: what it asks for, and what goes upstream for it. */
interface CallBody {
  Operation operation();

  ModelName model();

  /** Everything that a grant must allow for it. */
  Set<Capability> capabilities();

  /** Whether the caller wants server-sent events. */
  boolean stream();

  /**
   * What goes to {@code provider}.
   *
   * @throws org.aipassport.problems.RefusalException OUT_OF_SCOPE if it does not speak this
   *     protocol
   */
  UpstreamCall to(Provider provider);
}
