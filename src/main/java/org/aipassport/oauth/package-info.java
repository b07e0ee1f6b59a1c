/** OAuth endpoints: they read strictly, call one use case, and answer in RFC 6749's shapes. */
@NullMarked
package org.aipassport.oauth;

import org.jspecify.annotations.NullMarked;
