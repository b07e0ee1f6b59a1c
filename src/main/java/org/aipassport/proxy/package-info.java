/** Token filter, proxy servlets, running calls. */
@NullMarked
package org.aipassport.proxy;

import org.jspecify.annotations.NullMarked;
