/** What crosses the modules: peers that tests and the demo drive, and the tests themselves. */
package org.lacserver.tests;
