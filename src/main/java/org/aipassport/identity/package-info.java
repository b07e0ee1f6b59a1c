/** People, their first sign of life, personal access tokens, roles. */
@NullMarked
package org.aipassport.identity;

import org.jspecify.annotations.NullMarked;
