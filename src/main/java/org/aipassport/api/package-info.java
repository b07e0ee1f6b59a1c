/** The AIPassport surface and the management REST surface. */
@NullMarked
package org.aipassport.api;

import org.jspecify.annotations.NullMarked;
