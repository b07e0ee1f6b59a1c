/** Data source, entity manager factory, transactions, migrations. */
@NullMarked
package org.aipassport.persistence;

import org.jspecify.annotations.NullMarked;
