/** Reservations and settlement of calls. */
@NullMarked
package org.aipassport.metering;

import org.jspecify.annotations.NullMarked;
