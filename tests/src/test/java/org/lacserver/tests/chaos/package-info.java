/** The daemon among servers and LNSs that die, hang, lie and come back. */
@NullMarked
package org.lacserver.tests.chaos;

import org.jspecify.annotations.NullMarked;
