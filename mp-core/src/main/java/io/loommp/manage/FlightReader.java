package io.loommp.manage;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/**
 * Tells the Flight Recorder what happens in a node, in the thread in which it happens, as long as a recording wants it. What is
 * wanted is looked at when a recording starts or stops.
 *
 * <p><b>Threads:</b> any.
 */
public final class FlightReader implements BusReader {
    private static final Map<Class<? extends jdk.jfr.Event>, Long> KINDS = Map.of(
            FlightEvents.Send.class, Events.SENDS,
            FlightEvents.Receive.class, Events.RECEIVES,
            FlightEvents.PortSpawn.class, Event.Kind.SPAWNED.mask(),
            FlightEvents.PortDeath.class, Event.Kind.DIED.mask(),
            FlightEvents.LinkUp.class, Event.Kind.CONNECTED.mask(),
            FlightEvents.LinkDown.class, Event.Kind.DISCONNECTED.mask(),
            FlightEvents.MailboxHigh.class, Event.Kind.MAILBOX_HIGH.mask());

    /** Guarded by READER; weak, as a node that is dropped without a close must not stay. */
    private static final Set<Events> NODES = Collections.newSetFromMap(new WeakHashMap<>());

    private static final FlightReader READER = new FlightReader();

    private volatile long interests; // whoever starts or stops a recording

    private FlightReader() {
        FlightRecorder.addListener(new FlightRecorderListener() {
            @Override
            public void recordingStateChanged(Recording recording) {
                if (recording.getState() == RecordingState.RUNNING
                        || recording.getState() == RecordingState.STOPPED
                        || recording.getState() == RecordingState.CLOSED) {
                    look();
                }
            }
        });
        if (FlightRecorder.isInitialized()) {
            look();
        }
    }

    /** For the kernel: has a node be recorded from now on, whenever there is a recording that wants it. */
    public static void install(Events events) {
        synchronized (READER) { // or a recording that starts just now would miss this node
            if (NODES.add(events) && READER.interests != 0) {
                events.attach(READER);
            }
        }
    }

    /** For the kernel: the node closes. */
    public static void remove(Events events) {
        synchronized (READER) {
            NODES.remove(events);
            events.detach(READER);
        }
    }

    private synchronized void look() {
        long wanted = 0;
        for (Map.Entry<Class<? extends jdk.jfr.Event>, Long> entry : KINDS.entrySet()) {
            if (EventType.getEventType(entry.getKey()).isEnabled()) {
                wanted |= entry.getValue();
            }
        }
        interests = wanted;
        for (Events events : NODES) {
            if (wanted == 0) {
                events.detach(this);
            } else {
                // also if it is: a recording that goes on must not miss anything because of another one
                events.attach(this);
            }
        }
    }

    @Override
    public long interests() {
        return interests;
    }

    @Override
    public void offer(Object input, Event.@Nullable Kind kind) {
        if (input instanceof Event event) {
            jdk.jfr.Event told = of(event);
            if (told != null) {
                told.commit();
            }
        }
    }

    private static jdk.jfr.@Nullable Event of(Event event) {
        return switch (event) {
            case Event.Sent e -> send(e.from(), e.to(), e.message().tag());
            case Event.SentToName e -> send(e.from(), e.name(), e.message().tag());
            case Event.SentToChannel e ->
                send(e.from(), e.channel(), e.message().tag());
            case Event.Received e -> receive(e.to(), e.node(), e.message().tag());
            case Event.ReceivedOnChannel e ->
                receive(e.channel(), e.node(), e.message().tag());
            case Event.Spawned e -> {
                FlightEvents.PortSpawn told = new FlightEvents.PortSpawn();
                told.port = e.port().toString();
                yield told;
            }
            case Event.Died e -> {
                FlightEvents.PortDeath told = new FlightEvents.PortDeath();
                told.port = e.port().toString();
                told.reason = e.reason().toString();
                yield told;
            }
            case Event.Connected e -> {
                FlightEvents.LinkUp told = new FlightEvents.LinkUp();
                told.node = e.node();
                told.address = e.address();
                yield told;
            }
            case Event.Disconnected e -> {
                FlightEvents.LinkDown told = new FlightEvents.LinkDown();
                told.node = e.node();
                told.why = e.why();
                yield told;
            }
            case Event.MailboxHigh e -> {
                FlightEvents.MailboxHigh told = new FlightEvents.MailboxHigh();
                told.port = e.port().toString();
                told.waiting = e.waiting();
                yield told;
            }
            default -> null;
        };
    }

    private static jdk.jfr.Event send(Object from, Object to, String tag) {
        FlightEvents.Send told = new FlightEvents.Send();
        told.from = from.toString();
        told.to = to.toString();
        told.tag = tag;
        return told;
    }

    private static jdk.jfr.Event receive(Object to, @Nullable String node, String tag) {
        FlightEvents.Receive told = new FlightEvents.Receive();
        told.to = to.toString();
        told.node = node;
        told.tag = tag;
        return told;
    }
}
