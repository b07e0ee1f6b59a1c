/** The closed list of reasons why the broker refuses; no HTTP in it. */
@NullMarked
package org.aipassport.problems;

import org.jspecify.annotations.NullMarked;
