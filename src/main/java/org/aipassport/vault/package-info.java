/** Provider keys, sealed. */
@NullMarked
package org.aipassport.vault;

import org.jspecify.annotations.NullMarked;
