/**
 * What vendors' attributes of an Access-Accept mean for a tunnel: a table, read from a text that
 * comes with the program and from one that a site writes. {@link
 * org.lacserver.radius.vendor.VendorTable} is the way in.
 */
@NullMarked
package org.lacserver.radius.vendor;

import org.jspecify.annotations.NullMarked;
