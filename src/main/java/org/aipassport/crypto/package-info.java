/** Signatures, opaque secrets, envelope encryption, password hashes. */
@NullMarked
package org.aipassport.crypto;

import org.jspecify.annotations.NullMarked;
