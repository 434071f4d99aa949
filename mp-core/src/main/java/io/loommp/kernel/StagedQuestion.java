package io.loommp.kernel;

import io.loommp.Address;
import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A question whose reply comes as a stage. The stage is completed in a hidden port of its own, so that what depends on it
 * runs neither on a kernel thread nor on that of whoever replied.
 */
final class StagedQuestion {
    private final LocalPort context;
    private final CompletableFuture<Message> stage = new CompletableFuture<>();

    /** The outcome may be told while the question is still being asked; who is told waits for this. */
    private final CompletableFuture<Asked> asked = new CompletableFuture<>();

    private record Asked(Question question, Timer deadline) {}

    private StagedQuestion(LocalPort context) {
        this.context = context;
    }

    static CompletionStage<Message> ask(LocalPort context, Address target, long timeoutNanos, Message message) {
        StagedQuestion staged = new StagedQuestion(context);
        try {
            Question question = Question.ask(context, target, message, staged::told);
            Timer deadline = context.kernel().timers().at(question.askedAt() + timeoutNanos, question.slot()::giveUp);
            staged.asked.complete(new Asked(question, deadline));
        } catch (Throwable t) {
            context.end(KillReason.normal(), null); // before who was told can fail for want of a question
            staged.asked.completeExceptionally(t);
            throw t;
        }
        return staged.stage.minimalCompletionStage();
    }

    private void told() {
        context.enqueue(() -> {
            Asked over = asked.join();
            over.deadline.cancel();
            over.question.close();
            complete(over.question);
            context.end(KillReason.normal(), null);
        });
    }

    private void complete(Question question) {
        try {
            stage.complete(question.reply());
        } catch (AskFailed e) {
            stage.completeExceptionally(e);
        }
    }
}
