package org.lacserver.wiring;

import org.lacserver.config.AccountingConfig;
import org.lacserver.ops.AccountingState;
import org.lacserver.ops.Text;
import org.lacserver.radius.accounting.AccountingView;
import org.lacserver.radius.accounting.RadiusAccounting;
import org.lacserver.radius.client.Counter;
import org.lacserver.radius.client.ServerView;

import java.util.Locale;

/** The accounting queue as the show command has it. */
final class AccountingViews {
    private AccountingViews() {}

    static AccountingState of(RadiusAccounting accounting, AccountingConfig config, int open) {
        AccountingView view = accounting.view();
        return new AccountingState(
                open,
                view.waiting(),
                view.onDisk(),
                view.inMemory(),
                view.oldestAge().toSeconds(),
                view.perSecond(),
                config.rate(),
                view.acknowledged(),
                view.superseded(),
                view.dropped(),
                config.directory().toString(),
                view.diskFault(),
                view.alarms(),
                accounting.servers().stream().map(AccountingViews::server).toList());
    }

    private static AccountingState.Server server(ServerView server) {
        return new AccountingState.Server(
                server.name(),
                Text.address(server.address()),
                server.transport(),
                server.state().name().toLowerCase(Locale.ROOT),
                server.rtt().toNanos() / 1e6,
                server.lossPerMille(),
                server.count(Counter.ACCOUNTING_RESPONSES),
                server.count(Counter.TIMEOUTS));
    }
}
