/** What people see in a browser. */
@NullMarked
package org.aipassport.web;

import org.jspecify.annotations.NullMarked;
