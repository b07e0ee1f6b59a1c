package org.aipassport.outbound;

import org.aipassport.config.Egress;

/** What targets must have in common to share connections. */
record Route(boolean allowPrivate, Egress egress) {}
