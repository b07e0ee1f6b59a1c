/** Ids and other small values as records; knows nothing of the rest. */
@NullMarked
package org.aipassport.values;

import org.jspecify.annotations.NullMarked;
