package io.loommp.supervise;

/** Which children of a supervisor are stopped and started anew when one of them is. */
public enum Strategy {
    /** That one alone. */
    ONE_FOR_ONE("one-for-one"),
    /** All of them: they only make sense together. */
    ONE_FOR_ALL("one-for-all"),
    /** That one and those that were started after it: they were built on it. */
    REST_FOR_ONE("rest-for-one");

    private final String text;

    Strategy(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
