/** {@code ./lac bench}: many calls and much traffic through a LAC, and what they cost. */
@NullMarked
package org.lacserver.tests.load;

import org.jspecify.annotations.NullMarked;
