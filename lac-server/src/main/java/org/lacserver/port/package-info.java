/**
 * All that crosses the edge of the core: commands in, events out, and the values they carry.
 * Nothing here does anything; imports are {@code java.base} only.
 */
package org.lacserver.port;
