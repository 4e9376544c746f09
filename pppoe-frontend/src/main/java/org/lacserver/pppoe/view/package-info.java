/**
 * Frames of the access side for people: what each says, and the same without anybody's secret.
 * Whatever octets come, nothing here throws.
 */
@NullMarked
package org.lacserver.pppoe.view;

import org.jspecify.annotations.NullMarked;
