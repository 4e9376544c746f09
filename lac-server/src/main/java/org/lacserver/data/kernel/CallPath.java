package org.lacserver.data.kernel;

/**
 * Which way a joined call's frames go.
 *
 * @param isKernel whether the kernel's program moves them; some it may leave all the same
 * @param why they take the userspace path, now or always; empty when the program moves them both
 *     ways
 */
public record CallPath(boolean isKernel, String why) {}
