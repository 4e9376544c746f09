@NullMarked
package org.lacserver.pppoe;

import org.jspecify.annotations.NullMarked;
