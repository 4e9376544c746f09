package org.lacserver.wiring;

import org.lacserver.port.Binding;
import org.lacserver.port.Command;
import org.lacserver.port.DialTarget;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Octets;
import org.lacserver.pppoe.FrontendEvent;
import org.lacserver.pppoe.FrontendOrder;
import org.lacserver.pppoe.modem.ModemEvent;
import org.lacserver.pppoe.modem.ModemOutbox;
import org.lacserver.pppoe.modem.ModemPool;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The far ends of outgoing calls: PPPoE sessions that the access side dials, and modems. Knows
 * which call has which, so that each end is told once.
 */
final class Bearers {
    private final ModemPool modems;
    private final ModemOutbox toModems;
    private final Way way;
    private final Map<Long, Kind> farEnds = new HashMap<>();

    private enum Kind {
        PPPOE,
        MODEM
    }

    /** The ways into the core and to the access side. */
    interface Way {
        void toCore(Command command);

        void toFrontend(FrontendOrder order);

        void toLns(long callId, ByteBuffer pppFrame);
    }

    Bearers(ModemPool modems, ModemDevices devices, Way way) {
        this.modems = modems;
        this.way = way;
        this.toModems = new ToModems(devices);
    }

    void place(long nowNanos, Event.PlaceCall call) {
        long timeoutNanos = call.timeout().toNanos();
        switch (call.target()) {
            case DialTarget.Pppoe target -> {
                farEnds.put(call.callId(), Kind.PPPOE);
                way.toFrontend(
                        new FrontendOrder.Dial(
                                call.callId(), Translation.dialTarget(target), timeoutNanos));
            }
            case DialTarget.Modem(int modem, String number) -> {
                farEnds.put(call.callId(), Kind.MODEM);
                modems.dial(nowNanos, call.callId(), modem, number, timeoutNanos, toModems);
            }
        }
    }

    void answered(FrontendEvent.DialAnswered event) {
        way.toCore(Translation.farEndAnswered(event));
    }

    void failed(FrontendEvent.DialFailed event) {
        farEnds.remove(event.callId());
        way.toCore(Translation.farEndFailed(event));
    }

    /** The far end hung up by itself. */
    void gone(long callId) {
        farEnds.remove(callId);
    }

    void connected(Event.CallConnected call) {
        if (call.binding().access() == Binding.Access.SERIAL) {
            modems.handOver(call.callId(), toModems);
        } else {
            Octets success = call.success();
            way.toFrontend(
                    new FrontendOrder.HandOver(
                            call.callId(), success == null ? null : success.toByteArray()));
        }
    }

    /** The call is over: its far end, if one is still there, is hung up. */
    void ended(long nowNanos, Event.CallEnded call) {
        Kind kind = farEnds.remove(call.callId());
        switch (kind) {
            case null -> {}
            case PPPOE ->
                    way.toFrontend(new FrontendOrder.HangUp(call.callId(), call.end().reason()));
            case MODEM -> modems.hangUp(nowNanos, call.callId(), toModems);
        }
    }

    void linkInfo(Event.LinkInfo info) {
        if (farEnds.get(info.callId()) == Kind.MODEM) {
            modems.accm(info.callId(), info.sendAccm(), info.receiveAccm());
        } // §4.4.6: PPPoE has no control characters to escape
    }

    /** A frame of the LNS for a modem's call. */
    void frame(long callId, ByteBuffer pppFrame) {
        modems.send(callId, pppFrame, toModems);
    }

    // --- the devices

    void octets(long nowNanos, int modem, ByteBuffer octets) {
        modems.octets(nowNanos, modem, octets, toModems);
    }

    void news(long nowNanos, int modem, ModemNews news) {
        switch (news) {
            case ModemNews.Written(int octets) -> modems.written(nowNanos, modem, octets, toModems);
            case ModemNews.LineLost(String text) ->
                    modems.lineLost(nowNanos, modem, text, toModems);
            case ModemNews.DeviceLost(String text) ->
                    modems.deviceLost(nowNanos, modem, text, toModems);
            case ModemNews.DeviceBack() -> modems.deviceBack(modem);
        }
    }

    void onDeadline(long nowNanos) {
        modems.onDeadline(nowNanos, toModems);
    }

    long nextDeadlineNanos() {
        return modems.nextDeadlineNanos();
    }

    /** Whether every modem has hung up. */
    boolean isQuiet() {
        return modems.isQuiet();
    }

    Map<String, Long> counters() {
        return modems.counters();
    }

    private final class ToModems implements ModemOutbox {
        private final ModemDevices devices;

        ToModems(ModemDevices devices) {
            this.devices = devices;
        }

        @Override
        public void octets(int modem, ByteBuffer octets) {
            devices.modemOctets(modem, octets);
        }

        @Override
        public void setDtr(int modem, boolean high) {
            devices.modemDtr(modem, high);
        }

        @Override
        public void event(ModemEvent event) {
            switch (event) {
                case ModemEvent.Answered answered ->
                        way.toCore(Translation.farEndAnswered(answered));
                case ModemEvent.Failed failed -> {
                    farEnds.remove(failed.callId());
                    way.toCore(Translation.farEndFailed(failed));
                }
                case ModemEvent.Frame(long callId, ByteBuffer frame) -> way.toLns(callId, frame);
                case ModemEvent.Gone(long callId, String text) -> {
                    farEnds.remove(callId);
                    way.toCore(new Command.CallerLeft(callId, EndCause.LOST_CARRIER, text));
                }
                case ModemEvent.Errors errors -> way.toCore(Translation.lineErrors(errors));
            }
        }
    }
}
