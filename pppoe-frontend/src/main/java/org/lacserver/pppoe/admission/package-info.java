/**
 * Who may come in, and when: rates, fairness between lines, limits, load and lines that flap. No
 * I/O, no clock; memory is bounded by constants, whatever strangers send.
 */
@NullMarked
package org.lacserver.pppoe.admission;

import org.jspecify.annotations.NullMarked;
