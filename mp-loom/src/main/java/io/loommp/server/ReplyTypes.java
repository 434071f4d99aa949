package io.loommp.server;

import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.record.Protocol;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/** Which reply a class of calls names, and reading it. */
final class ReplyTypes {
    private static final ClassValue<Protocol<?>> PROTOCOLS = new ClassValue<>() {
        @Override
        protected Protocol<?> computeValue(Class<?> call) {
            return Protocol.of(replyOf(call));
        }
    };

    private ReplyTypes() {}

    @SuppressWarnings("unchecked") // the class says so itself
    static <R> Protocol<R> of(Call<R> question) {
        return (Protocol<R>) PROTOCOLS.get(question.getClass());
    }

    /** Looks whether a class can be that of calls; so that a mistake is found where the server is made. */
    static void check(Class<?> call) {
        Protocol<?> reply = PROTOCOLS.get(call);
        if (reply.tags().contains(Rejected.TAG)) {
            throw new IllegalArgumentException("the reply " + reply.type().getName() + " to " + call.getName()
                    + " has the tag \"" + Rejected.TAG + "\", which says that a call was rejected");
        }
    }

    private static Class<?> replyOf(Class<?> call) {
        for (Type implemented : call.getGenericInterfaces()) {
            if (implemented instanceof ParameterizedType parameterized
                    && parameterized.getRawType() == Call.class
                    && parameterized.getActualTypeArguments()[0] instanceof Class<?> reply) {
                return reply;
            }
        }
        throw new IllegalArgumentException(call.getName() + " does not say what its reply is: let it implement Call<…>"
                + " itself, with a record or a sealed interface of records");
    }

    static <R> R read(Message reply, Protocol<R> protocol, PortId server) {
        if (reply.hasTag(Rejected.TAG) && reply.content() == null && reply.size() == 2) {
            throw new Rejected(reply.string(1));
        }
        R read = protocol.read(reply);
        if (read == null) {
            throw new AskFailed(
                    server,
                    KillReason.of("unreadable_reply", reply.tag()),
                    "the reply of " + server + " is no " + protocol.type().getSimpleName() + ": " + reply);
        }
        return read;
    }
}
