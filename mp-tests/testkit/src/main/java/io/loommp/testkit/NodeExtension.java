package io.loommp.testkit;

import io.loommp.Node;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Parameter;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link LoomTest} does, as an extension of JUnit 5. */
public final class NodeExtension implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(NodeExtension.class);
    private static final Set<Class<?>> TYPES = Set.of(Node.class, TestNetwork.class, FakeTimers.class, Tolerance.class);

    /** For JUnit. */
    public NodeExtension() {}

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD; // what a constructor asks for belongs to its test
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return TYPES.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException("nodes are made for each test: ask for them in a test, in a method"
                    + " that sets it up, or in the constructor of a class with an instance for each test");
        }
        Fixture fixture = fixture(context);
        Class<?> type = parameter.getParameter().getType();
        if (type == FakeTimers.class) {
            return fixture.time()
                    .orElseThrow(() ->
                            new ParameterResolutionException("the nodes live by the time of the machine; to have them"
                                    + " live on FakeTimers, say @LoomTest(fakeTime = true)"));
        } else if (type == TestNetwork.class) {
            return fixture.network();
        } else if (type == Tolerance.class) {
            return fixture.tolerance();
        }
        return fixture.node(nodeId(parameter));
    }

    private static String nodeId(ParameterContext context) {
        Parameter parameter = context.getParameter();
        return context.findAnnotation(NodeId.class)
                .map(NodeId::value)
                .orElseGet(() -> parameter.isNamePresent() ? parameter.getName() : "node" + (context.getIndex() + 1));
    }

    private static Fixture fixture(ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        Fixture present = store.get(Fixture.class, Fixture.class);
        if (present != null) {
            return present;
        }
        Fixture made = new Fixture(settings(context));
        store.put(Fixture.class, made);
        return made;
    }

    private static LoomTest settings(ExtensionContext context) {
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            Optional<AnnotatedElement> element = at.get().getElement();
            Optional<LoomTest> found = AnnotationSupport.findAnnotation(element, LoomTest.class);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return AnnotationSupport.findAnnotation(Usual.class, LoomTest.class).orElseThrow();
    }

    /** For those who use the extension without the annotation. */
    @LoomTest
    private static final class Usual {}

    @Override
    public void afterEach(ExtensionContext context) {
        Fixture fixture = context.getStore(NAMESPACE).get(Fixture.class, Fixture.class);
        if (fixture != null) {
            try {
                fixture.check();
            } finally {
                fixture.close();
            }
        }
    }
}
