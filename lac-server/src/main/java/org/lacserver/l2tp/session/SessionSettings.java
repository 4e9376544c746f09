package org.lacserver.l2tp.session;

import org.lacserver.l2tp.wire.AvpType;
import org.lacserver.l2tp.wire.ControlMessage;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What an LNS is told of a call.
 *
 * @param callingNumber what AVP 22 says
 * @param calledNumber what AVP 21 says
 * @param subAddress what AVP 23 says
 * @param speedOrder who is asked for the connect speeds; the first that knows is believed
 * @param defaultDownBps Tx Connect Speed (AVP 24) of {@link SpeedSource#STATIC}
 * @param defaultUpBps Rx Connect Speed (AVP 38) of {@link SpeedSource#STATIC}
 * @param maxBps no connect speed is told as more than this
 * @param rxAlways whether AVP 38 is there even when it equals AVP 24
 * @param proxy which of the proxy AVPs go into ICCN
 * @param proxyName what Proxy Authen Name (AVP 30) makes of the caller's name
 * @param lineAvps which access line AVPs go into ICRQ (RFC 5515)
 * @param connectSpeedUpdate whether the LNS is told when speeds change (RFC 5515 §4)
 * @param lcpOptions what the LNS is told of the LCP options that PPPoE lines can do (RFC 3437);
 *     {@link LinkOptions#UNTOLD} for nothing, of modems neither
 * @param omit AVPs that are left out, for LNSs that cannot bear them
 */
public record SessionSettings(
        NumberFormat callingNumber,
        NumberFormat calledNumber,
        NumberFormat subAddress,
        List<SpeedSource> speedOrder,
        long defaultDownBps,
        long defaultUpBps,
        long maxBps,
        boolean rxAlways,
        Proxy proxy,
        UnaryOperator<String> proxyName,
        LineAvps lineAvps,
        boolean connectSpeedUpdate,
        LinkOptions lcpOptions,
        Set<AvpType> omit) {

    public static final SessionSettings DEFAULTS =
            new SessionSettings(
                    NumberFormat.CIRCUIT_ID_OR_MAC,
                    NumberFormat.SERVICE_NAME,
                    NumberFormat.NONE,
                    List.of(SpeedSource.LINE, SpeedSource.RADIUS, SpeedSource.STATIC),
                    100_000_000,
                    100_000_000,
                    ControlMessage.MAX_UNSIGNED,
                    false,
                    Proxy.FULL,
                    UnaryOperator.identity(),
                    LineAvps.IDS,
                    false,
                    LinkOptions.UNTOLD,
                    Set.of());

    public SessionSettings {
        speedOrder = List.copyOf(speedOrder);
        omit = Set.copyOf(omit);
    }

    public SessionSettings withNumbers(
            NumberFormat calling, NumberFormat called, NumberFormat subAddressText) {
        return new SessionSettings(
                calling,
                called,
                subAddressText,
                speedOrder,
                defaultDownBps,
                defaultUpBps,
                maxBps,
                rxAlways,
                proxy,
                proxyName,
                lineAvps,
                connectSpeedUpdate,
                lcpOptions,
                omit);
    }

    public SessionSettings withSpeeds(
            List<SpeedSource> order, long downBps, long upBps, long most, boolean always) {
        return new SessionSettings(
                callingNumber,
                calledNumber,
                subAddress,
                order,
                downBps,
                upBps,
                most,
                always,
                proxy,
                proxyName,
                lineAvps,
                connectSpeedUpdate,
                lcpOptions,
                omit);
    }

    public SessionSettings withProxyName(UnaryOperator<String> other) {
        return new SessionSettings(
                callingNumber,
                calledNumber,
                subAddress,
                speedOrder,
                defaultDownBps,
                defaultUpBps,
                maxBps,
                rxAlways,
                proxy,
                other,
                lineAvps,
                connectSpeedUpdate,
                lcpOptions,
                omit);
    }

    public SessionSettings withProxy(Proxy other) {
        return new SessionSettings(
                callingNumber,
                calledNumber,
                subAddress,
                speedOrder,
                defaultDownBps,
                defaultUpBps,
                maxBps,
                rxAlways,
                other,
                proxyName,
                lineAvps,
                connectSpeedUpdate,
                lcpOptions,
                omit);
    }

    public SessionSettings withLine(LineAvps avps, boolean speedUpdate) {
        return new SessionSettings(
                callingNumber,
                calledNumber,
                subAddress,
                speedOrder,
                defaultDownBps,
                defaultUpBps,
                maxBps,
                rxAlways,
                proxy,
                proxyName,
                avps,
                speedUpdate,
                lcpOptions,
                omit);
    }

    public SessionSettings withLcpOptions(LinkOptions told) {
        return new SessionSettings(
                callingNumber,
                calledNumber,
                subAddress,
                speedOrder,
                defaultDownBps,
                defaultUpBps,
                maxBps,
                rxAlways,
                proxy,
                proxyName,
                lineAvps,
                connectSpeedUpdate,
                told,
                omit);
    }

    public SessionSettings without(Set<AvpType> avps) {
        return new SessionSettings(
                callingNumber,
                calledNumber,
                subAddress,
                speedOrder,
                defaultDownBps,
                defaultUpBps,
                maxBps,
                rxAlways,
                proxy,
                proxyName,
                lineAvps,
                connectSpeedUpdate,
                lcpOptions,
                avps);
    }
}
