package io.loommp.record;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/* Reads and makes records of one class, wherever that is. */
final class RecordAccess {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final MethodHandle constructor; // (Object[])Object
    private final MethodHandle[] accessors; // (Object)Object each
    private final boolean[] primitive;
    private final @Nullable MethodHandle[] reals; // (Object)double of those that are double or float

    /** @throws IllegalArgumentException if the class is out of reach, saying what has to be opened */
    RecordAccess(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            open(canonical, type);
            constructor = LOOKUP.unreflectConstructor(canonical)
                    .asFixedArity()
                    .asSpreader(Object[].class, components.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            accessors = new MethodHandle[components.length];
            primitive = new boolean[components.length];
            reals = new MethodHandle[components.length];
            for (int i = 0; i < components.length; i++) {
                open(components[i].getAccessor(), type);
                MethodHandle accessor = LOOKUP.unreflect(components[i].getAccessor());
                accessors[i] = accessor.asType(MethodType.methodType(Object.class, Object.class));
                Class<?> component = components[i].getType();
                primitive[i] = component.isPrimitive();
                reals[i] = component == double.class || component == float.class
                        ? accessor.asType(MethodType.methodType(double.class, Object.class))
                        : null;
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getName() + " cannot be used as a message", e);
        }
    }

    private static void open(AccessibleObject member, Class<?> type) {
        if (!member.trySetAccessible()) {
            String ours = RecordAccess.class.getModule().getName();
            throw new IllegalArgumentException(
                    ("%s cannot be used as a message: package %s of module %s is closed to us;"
                                    + " write `opens %2$s%s;` into its module-info, or make the record public and export the"
                                    + " package")
                            .formatted(
                                    type.getName(),
                                    type.getPackageName(),
                                    type.getModule().getName(),
                                    ours == null ? "" : " to " + ours));
        }
    }

    /** Whether a component is a primitive that a message can carry; found out without a box. */
    boolean isPlain(Object record, int component) {
        MethodHandle real = reals[component];
        try {
            return primitive[component] && (real == null || Double.isFinite((double) real.invokeExact(record)));
        } catch (Throwable t) {
            throw failed(record, t);
        }
    }

    /** The value of a component. */
    @Nullable
    Object get(Object record, int component) {
        try {
            return (Object) accessors[component].invokeExact(record);
        } catch (Throwable t) {
            throw failed(record, t);
        }
    }

    private static RuntimeException failed(Object record, Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException("accessor of " + record.getClass().getName() + " failed", cause);
    }

    /** A record of these values; null if its constructor refuses them. */
    @Nullable
    Object make(@Nullable Object[] values) {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (Error e) {
            throw e;
        } catch (Throwable refused) {
            return null;
        }
    }
}
