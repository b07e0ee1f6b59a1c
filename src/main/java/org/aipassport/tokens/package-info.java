/** Access tokens, claim tokens, their verifier, signing keys. */
@NullMarked
package org.aipassport.tokens;

import org.jspecify.annotations.NullMarked;
