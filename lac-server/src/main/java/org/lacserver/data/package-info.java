/**
 * The data plane: PPP frames between PPPoE and L2TP sessions. {@link
 * org.lacserver.data.UserspaceDataPlane} moves real ones on two threads of its own, {@link
 * org.lacserver.data.InMemoryDataPlane} those of a simulation, through the same checks and the same
 * headers.
 */
@NullMarked
package org.lacserver.data;

import org.jspecify.annotations.NullMarked;
