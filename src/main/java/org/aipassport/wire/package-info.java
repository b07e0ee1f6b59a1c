/** What edges share: client address, error bodies, request ids, credentials. */
@NullMarked
package org.aipassport.wire;

import org.jspecify.annotations.NullMarked;
