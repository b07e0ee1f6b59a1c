/** Filters of every path; imported by nobody. */
@NullMarked
package org.aipassport.http;

import org.jspecify.annotations.NullMarked;
