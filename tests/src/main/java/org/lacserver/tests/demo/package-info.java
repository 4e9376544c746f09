/** {@code ./lac demo}: the main job in one command, on this machine, leaving nothing behind. */
@NullMarked
package org.lacserver.tests.demo;

import org.jspecify.annotations.NullMarked;
