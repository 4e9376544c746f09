/**
 * {@code conf/lac.yaml} in, immutable records out: read once, every error reported together with
 * its line. {@link org.lacserver.config.Keys} is the one table of what may stand in the file.
 */
package org.lacserver.config;
