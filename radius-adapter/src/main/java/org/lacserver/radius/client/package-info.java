/**
 * The RADIUS client: settings, requests and verified replies, and who is asked next. {@link
 * org.lacserver.radius.client.Exchanges} decides without socket or clock; {@link
 * org.lacserver.radius.client.UdpLoop} is the Netty shell around it.
 */
@NullMarked
package org.lacserver.radius.client;

import org.jspecify.annotations.NullMarked;
