package io.loommp.kernel;

import io.loommp.Address;
import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.PortId;
import io.loommp.Timer;
import io.loommp.record.Protocol;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A question whose reply comes as a stage. The stage is completed in a hidden port of its own, so that what depends on it
 * runs neither on a kernel thread nor on that of whoever replied.
 */
final class StagedQuestion<R> {
    private final LocalPort context;
    private final PortId target;
    private final Protocol<R> reply;
    private final CompletableFuture<R> stage = new CompletableFuture<>();

    /** The outcome may be told while the question is still being asked; who is told waits for this. */
    private final CompletableFuture<Asked> asked = new CompletableFuture<>();

    private record Asked(Question question, Timer deadline) {}

    private StagedQuestion(LocalPort context, PortId target, Protocol<R> reply) {
        this.context = context;
        this.target = target;
        this.reply = reply;
    }

    /** Asks the question that is made of the id of the slot; the reply is to be of a type. */
    static <R> CompletionStage<R> ask(
            LocalPort context,
            Address target,
            long timeoutNanos,
            Protocol<R> reply,
            Function<? super PortId, ?> question) {
        StagedQuestion<R> staged = new StagedQuestion<>(context, target.id(), reply);
        try {
            Question asked = Question.ask(
                    context, staged.target, slot -> Protocol.messageOf(question.apply(slot)), staged::told);
            Timer deadline = context.kernel().timers().at(asked.askedAt() + timeoutNanos, asked.slot()::giveUp);
            staged.asked.complete(new Asked(asked, deadline));
        } catch (Throwable t) {
            context.end(KillReason.normal(), null); // before who was told can fail for want of a question
            staged.asked.completeExceptionally(t);
            throw t;
        }
        return staged.stage.minimalCompletionStage();
    }

    private void told() {
        context.push(new ControlEntry() {
            @Override
            protected void run(LocalPort port) {
                Asked over = asked.join();
                over.deadline.cancel();
                complete(over.question);
                context.end(KillReason.normal(), null);
            }

            @Override
            protected void dropped() { // there was no thread for the context
                AskFailed failure = new AskFailed(
                        target, context.endReason(), "the outcome of a question to " + target + " could not be told");
                context.kernel().onThread(() -> stage.completeExceptionally(failure));
            }
        });
    }

    private void complete(Question question) {
        try {
            stage.complete(read(question));
        } catch (Throwable t) { // besides AskFailed an Error of a record's constructor
            stage.completeExceptionally(t);
        }
    }

    private R read(Question question) {
        try (question) {
            return question.reply(reply);
        }
    }
}
