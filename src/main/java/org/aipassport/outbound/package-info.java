/** The one HTTP client: pools, deadlines, no redirects, no retry, address check. */
@NullMarked
package org.aipassport.outbound;

import org.jspecify.annotations.NullMarked;
