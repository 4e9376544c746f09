/**
 * The product among real peers: pppd subscribers and xl2tpd + pppd as an LNS in User-Mode Linux,
 * l2tpns as a second LNS, FreeRADIUS, all joined by {@code tests/lab} in network namespaces.
 *
 * <p>Needs root and the Debian packages that {@code tests/lab/lab check} names. Elsewhere the
 * classes are skipped with the reason printed, except where {@code CI=true}: there a lab that
 * cannot work is a failure.
 */
package org.lacserver.tests.interop;
