package org.lacserver.tests.interop;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Asks {@code lab check} whether root, packages and devices are there. */
final class RealPeersCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Shell.Result check =
                Shell.run(
                        Duration.ofSeconds(20),
                        Map.of(),
                        List.of("bash", Lab.KIT.resolve("lab").toString(), "check"));
        if (check.ok()) {
            return ConditionEvaluationResult.enabled("the lab works here");
        }
        String reason = "no real-peer lab here: " + check.output().strip().replace('\n', ';');
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true and " + reason);
        }
        System.out.println("SKIPPED " + context.getDisplayName() + ": " + reason);
        return ConditionEvaluationResult.disabled(reason);
    }
}
