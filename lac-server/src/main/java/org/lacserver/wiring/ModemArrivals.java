package org.lacserver.wiring;

import org.lacserver.io.EngineThread;
import org.lacserver.pppoe.modem.serial.SerialListener;

import java.nio.ByteBuffer;

/** Carries what happens on the modems' devices from their threads to the box's. */
final class ModemArrivals implements SerialListener {
    private final EngineThread thread;
    private final Daemon daemon;

    ModemArrivals(EngineThread thread, Daemon daemon) {
        this.thread = thread;
        this.daemon = daemon;
    }

    @Override
    public void received(int modem, ByteBuffer octets) {
        thread.execute(now -> daemon.box().onModemOctets(now, modem, octets));
    }

    @Override
    public void written(int modem, int octets) {
        tell(modem, new ModemNews.Written(octets));
    }

    @Override
    public void lineLost(int modem, String text) {
        tell(modem, new ModemNews.LineLost(text));
    }

    @Override
    public void deviceLost(int modem, String text) {
        tell(modem, new ModemNews.DeviceLost(text));
    }

    @Override
    public void deviceBack(int modem) {
        tell(modem, new ModemNews.DeviceBack());
    }

    private void tell(int modem, ModemNews news) {
        thread.execute(now -> daemon.box().onModemNews(now, modem, news));
    }
}
