/** Who the apps are that ask: what is shown of them, what is refused, which are blocked. */
@NullMarked
package org.aipassport.apps;

import org.jspecify.annotations.NullMarked;
