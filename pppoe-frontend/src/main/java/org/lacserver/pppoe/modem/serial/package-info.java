/**
 * The devices that modems are on: opened, read and written by threads of their own, for the one
 * thread that runs {@link org.lacserver.pppoe.modem.ModemPool}.
 */
@NullMarked
package org.lacserver.pppoe.modem.serial;

import org.jspecify.annotations.NullMarked;
