/** {@code ./lac bench data}: what each way of moving packets moves, and what it costs. */
@NullMarked
package org.lacserver.tests.load.data;

import org.jspecify.annotations.NullMarked;
