package io.loommp.cli;

/** What the help texts of all commands have in common. */
public final class HelpText {
    /** The heading of examples: lines that can be typed as they are. They are the footer of a command. */
    public static final String EXAMPLES = "%nExamples:%n";

    private HelpText() {}
}
