package org.lacserver.data;

/** One tunnel's calls by our session id; all come from the same peer. */
record TunnelTable(int localTunnelId, Destination peer, IdTable<DownLeg> legs) {}
