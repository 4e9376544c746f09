package org.lacserver.data;

final class InMemoryDataPlaneTest extends DataPlaneContract {
    @Override
    Rig open() {
        return new InMemoryRig();
    }
}
