/** What differs between upstreams and nothing else. */
@NullMarked
package org.aipassport.providers;

import org.jspecify.annotations.NullMarked;
