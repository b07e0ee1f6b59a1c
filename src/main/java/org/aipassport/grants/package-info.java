/** Requests, grants, their life cycle, what a grant permits, the revocation sequence. */
@NullMarked
package org.aipassport.grants;

import org.jspecify.annotations.NullMarked;
