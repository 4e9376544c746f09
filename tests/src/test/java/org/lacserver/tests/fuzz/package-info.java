/**
 * Targets for a fuzzer that follows coverage. A normal build runs them over the kept inputs of
 * {@code tests/corpus}; with {@code JAZZER_FUZZ=1} each looks for new ones.
 */
@NullMarked
package org.lacserver.tests.fuzz;

import org.jspecify.annotations.NullMarked;
