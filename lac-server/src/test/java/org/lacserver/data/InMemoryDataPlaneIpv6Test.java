package org.lacserver.data;

final class InMemoryDataPlaneIpv6Test extends DataPlaneContract {
    @Override
    Rig open() {
        return new InMemoryRig("2001:db8::1", "2001:db8::11", "2001:db8::12");
    }
}
