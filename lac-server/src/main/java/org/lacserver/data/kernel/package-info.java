/**
 * The kernel path of the data plane: one XDP program (src/main/bpf/lac.bpf.c) moves the frames of
 * established calls between the interfaces, and leaves everything else to {@link
 * org.lacserver.data.UserspaceDataPlane}. {@link org.lacserver.data.kernel.KernelPath} opens it.
 * The program is loaded, its maps are filled and read by bpf(2) and shared memory, without a
 * library.
 */
@NullMarked
package org.lacserver.data.kernel;

import org.jspecify.annotations.NullMarked;
