package dev.verso.memory;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Leaves tests out of a run of mutation testing, by the names that its configuration gives (see this module's profile
 * {@code pit}); in every other run JUnit does not even load it.
 */
public class LeftOut implements ExecutionCondition {

    private static final String NAMES = "verso.pit.left-out";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String method = context.getTestMethod().map(Method::getName).orElse("");
        boolean leftOut =
                context.getConfigurationParameter(NAMES).map(method::matches).orElse(false);
        return leftOut
                ? ConditionEvaluationResult.disabled("takes long, and what it tells others tell")
                : ConditionEvaluationResult.enabled("not left out");
    }
}
