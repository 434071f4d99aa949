package io.loommp.record;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The tag of a record's messages, in place of its simple name in snake case. With it a class may be renamed without a change
 * on the wire.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Tag {

    /** The first element of the message; not empty. */
    String value();
}
