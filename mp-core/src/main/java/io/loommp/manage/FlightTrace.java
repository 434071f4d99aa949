package io.loommp.manage;

import jdk.jfr.Category;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** What is traced, for the Flight Recorder; on, since the tracer is not there unless somebody wants it. */
@Name("loommp.Trace")
@Label("Trace")
@Category("LoomMP")
@StackTrace(false)
final class FlightTrace extends jdk.jfr.Event {
    @Label("Kind")
    @Nullable
    String kind;

    @Label("Text")
    @Nullable
    String text;
}
