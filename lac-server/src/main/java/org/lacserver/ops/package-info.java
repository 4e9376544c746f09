/**
 * What the people who run the box type and read: the command line, the control socket behind {@code
 * show} and {@code clear}, tables, the line that a call's end leaves in the log.
 */
package org.lacserver.ops;
