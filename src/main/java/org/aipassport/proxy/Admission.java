package org.aipassport.proxy;

import org.aipassport.metering.Reserved;
import org.aipassport.outbound.Pass;

/**
 * A call that may be made.
 *
 * @param pass its place at the provider, to be closed when it is over
 * @param reserved its money, to be settled when it is over
 */
record Admission(Proposal proposal, Pass pass, Reserved reserved) {}
