/**
 * What happened to a call, for people: the flight recorder that keeps the messages of every call in
 * set-up, the attempts of each line with their reasons in plain words, and live traces.
 */
@NullMarked
package org.lacserver.wiring.trace;

import org.jspecify.annotations.NullMarked;
