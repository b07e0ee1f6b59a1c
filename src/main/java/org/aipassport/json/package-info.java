/** Strict parse and faithful serialisation; the only importer of the JSON library. */
@NullMarked
package org.aipassport.json;

import org.jspecify.annotations.NullMarked;
