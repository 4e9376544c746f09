package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Binding;
import org.lacserver.port.Caller;
import org.lacserver.port.Command;
import org.lacserver.port.DialFailure;
import org.lacserver.port.DialTarget;
import org.lacserver.port.EndCause;
import org.lacserver.port.Line;
import org.lacserver.port.Octets;
import org.lacserver.port.PppCause;
import org.lacserver.port.ProxyLcp;
import org.lacserver.port.Secret;
import org.lacserver.pppoe.AccessLine;
import org.lacserver.pppoe.CallerAuth;
import org.lacserver.pppoe.FrontendEvent;
import org.lacserver.pppoe.GoneCause;
import org.lacserver.pppoe.LcpOptions;
import org.lacserver.pppoe.discovery.LineId;
import org.lacserver.pppoe.modem.ModemEvent;

/** The access side's words in the core's. */
final class Translation {
    private static final int LCP = 0xc021;
    private static final int BITS_PER_KBIT = 1000;

    private Translation() {}

    static Command.CallArrived callArrived(FrontendEvent.CallerNamed named) {
        return new Command.CallArrived(
                named.callId(), line(named.line()), caller(named.auth()), proxyLcp(named.lcp()));
    }

    static Command.CallArrived callArrived(FrontendEvent.LineSeen seen) {
        return new Command.CallArrived(
                seen.callId(), line(seen.line()), Caller.UNNAMED, ProxyLcp.NONE);
    }

    static Command.CallerLeft callerLeft(FrontendEvent.CallerGone gone) {
        return new Command.CallerLeft(
                gone.callId(), endCause(gone.cause()), gone.text(), pppCause(gone.cause()));
    }

    static Command.FarEndAnswered farEndAnswered(FrontendEvent.DialAnswered answered) {
        AccessLine line = answered.line();
        return new Command.FarEndAnswered(
                answered.callId(),
                Binding.Access.DIALLED,
                line(line),
                BITS_PER_KBIT * line.downKbps(),
                BITS_PER_KBIT * line.upKbps());
    }

    static org.lacserver.pppoe.DialTarget dialTarget(DialTarget.Pppoe target) {
        return new org.lacserver.pppoe.DialTarget(
                target.accessPort(),
                target.outerVlan(),
                target.innerVlan(),
                target.mac(),
                target.serviceName(),
                target.acName());
    }

    static Command.FarEndFailed farEndFailed(FrontendEvent.DialFailed failed) {
        DialFailure failure =
                switch (failed.cause()) {
                    case NO_ANSWER -> DialFailure.NO_ANSWER;
                    case SERVICE_REFUSED -> DialFailure.INVALID_DESTINATION;
                    case BUSY -> DialFailure.BUSY;
                    case GENERIC, PORT_DOWN -> DialFailure.NO_CARRIER;
                    case LIMIT -> DialFailure.NO_FACILITIES;
                };
        return new Command.FarEndFailed(failed.callId(), failure, failed.text());
    }

    static Line line(AccessLine line) {
        return new Line(
                line.accessPort(),
                line.accessPortName(),
                line.outerVlan(),
                line.innerVlan(),
                line.mac(),
                line.sessionId(),
                line.circuitId(),
                line.remoteId(),
                line.upKbps(),
                line.downKbps(),
                line.serviceName(),
                line.attributes(),
                unlessText(line.circuit()),
                unlessText(line.remote()),
                line.mru());
    }

    /** The octets of an id that are not wholly in its text. */
    private static Octets unlessText(@Nullable LineId id) {
        Octets octets = id == null ? Octets.EMPTY : Octets.of(id.octets());
        return Octets.utf8(octets.toText()).equals(octets) ? Octets.EMPTY : octets;
    }

    private static Caller caller(CallerAuth auth) {
        Caller.Method method =
                switch (auth.method()) {
                    case NONE -> Caller.Method.NONE;
                    case PAP -> Caller.Method.PAP;
                    case CHAP -> Caller.Method.CHAP;
                    case MSCHAPV2 -> Caller.Method.MSCHAPV2;
                    case EAP -> Caller.Method.EAP;
                };
        return Caller.named(
                method,
                Octets.of(auth.name()),
                auth.id(),
                Octets.of(auth.challenge()),
                Secret.of(auth.response()));
    }

    private static ProxyLcp proxyLcp(LcpOptions lcp) {
        return new ProxyLcp(
                Octets.of(lcp.firstReceived()),
                Octets.of(lcp.lastSent()),
                Octets.of(lcp.lastReceived()));
    }

    private static EndCause endCause(GoneCause cause) {
        return switch (cause) {
            case PADT, LCP_TERMINATED, LCP_RESTARTED -> EndCause.USER_REQUEST;
            case LCP_TIMEOUT, ECHO_TIMEOUT, SESSION_REPLACED, PORT_DOWN -> EndCause.LOST_CARRIER;
            case ANSWER_TIMEOUT, EAP_UNFIT -> EndCause.SERVICE_UNAVAILABLE;
            case TOO_MANY_ATTEMPTS -> EndCause.USER_ERROR;
            case LOOPED -> EndCause.PORT_ERROR;
        };
    }

    // RFC 3145 §2: code, protocol that failed, and whose doing it was
    private static PppCause pppCause(GoneCause cause) {
        return switch (cause) {
            case LCP_TERMINATED -> new PppCause(3, 0, 1);
            case LCP_TIMEOUT -> new PppCause(5, LCP, 0);
            case LOOPED -> new PppCause(7, LCP, 0);
            case ECHO_TIMEOUT -> new PppCause(8, LCP, 0);
            case PADT,
                    LCP_RESTARTED,
                    ANSWER_TIMEOUT,
                    EAP_UNFIT,
                    SESSION_REPLACED,
                    TOO_MANY_ATTEMPTS,
                    PORT_DOWN ->
                    PppCause.NONE; // no code is for a carrier that is lost; CDN 1 says so
        };
    }

    static Command.FarEndAnswered farEndAnswered(ModemEvent.Answered answered) {
        Line line =
                new Line(
                        -1,
                        answered.modemName(),
                        0,
                        0,
                        0,
                        0,
                        null,
                        null,
                        answered.rxBps() / BITS_PER_KBIT,
                        answered.txBps() / BITS_PER_KBIT,
                        "");
        return new Command.FarEndAnswered(
                answered.callId(), Binding.Access.SERIAL, line, answered.txBps(), answered.rxBps());
    }

    static Command.FarEndFailed farEndFailed(ModemEvent.Failed failed) {
        DialFailure failure =
                switch (failed.cause()) {
                    case BUSY -> DialFailure.BUSY;
                    case NO_ANSWER, TIMEOUT -> DialFailure.NO_ANSWER;
                    case NO_CARRIER, MODEM_FAULT -> DialFailure.NO_CARRIER;
                    case NO_DIAL_TONE -> DialFailure.NO_DIAL_TONE;
                    case INVALID_NUMBER -> DialFailure.INVALID_DESTINATION;
                    case NO_FREE_MODEM -> DialFailure.NO_FACILITIES;
                    case NO_FRAMING -> DialFailure.NO_FRAMING;
                };
        return new Command.FarEndFailed(failed.callId(), failure, failed.text());
    }

    static Command.LineErrors lineErrors(ModemEvent.Errors errors) {
        return new Command.LineErrors(
                errors.callId(),
                errors.crcErrors(),
                errors.framingErrors(),
                errors.hardwareOverruns(),
                errors.bufferOverruns(),
                errors.timeouts(),
                errors.alignmentErrors());
    }
}
