/** The whole configuration as records; the only reader of MicroProfile Config. */
@NullMarked
package org.aipassport.config;

import org.jspecify.annotations.NullMarked;
