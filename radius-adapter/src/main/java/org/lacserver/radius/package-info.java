@NullMarked
package org.lacserver.radius;

import org.jspecify.annotations.NullMarked;
