/** Append-only events in the caller's transaction; knows no feature. */
@NullMarked
package org.aipassport.audit;

import org.jspecify.annotations.NullMarked;
