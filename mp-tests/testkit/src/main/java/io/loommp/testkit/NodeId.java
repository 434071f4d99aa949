package io.loommp.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The id of the node that a parameter of a {@link LoomTest} asks for. Without it that is the name of the parameter, if the
 * compiler keeps names, else {@code node1} for the first parameter, {@code node2} for the second. The same id is the same
 * node, within one test.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface NodeId {

    /** The id. */
    String value();
}
