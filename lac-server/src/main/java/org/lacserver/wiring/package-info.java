/**
 * The only package that sees every module: it composes the box, translates between the leaves and
 * the core, and starts and ends the daemon.
 */
package org.lacserver.wiring;
