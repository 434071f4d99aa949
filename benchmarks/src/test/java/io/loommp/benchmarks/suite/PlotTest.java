package io.loommp.benchmarks.suite;

import static io.loommp.benchmarks.suite.Sample.RATE;
import static io.loommp.benchmarks.suite.Sample.TIME;
import static io.loommp.benchmarks.suite.Sample.outcome;
import static io.loommp.benchmarks.suite.Sample.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class PlotTest {
    private static Document plot(Outcome outcome) throws Exception {
        byte[] svg = Plot.of(outcome, RATE).getBytes(StandardCharsets.UTF_8);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg));
    }

    private static double width(Document svg, int bar) {
        // the first one is the ground
        return Double.parseDouble(svg.getElementsByTagName("rect")
                .item(bar + 1)
                .getAttributes()
                .getNamedItem("width")
                .getNodeValue());
    }

    @Test
    void eachEntrantHasABarOnAScaleOfPowersOfTen() throws Exception {
        Outcome outcome = outcome();
        with(outcome, "LoomMP <own> & co", RATE, 1000);
        with(outcome, "Erlang", RATE, 100);
        with(outcome, "Go", RATE, 10);
        with(outcome, "without a rate", TIME, 10);
        Document svg = plot(outcome);

        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(1 + 3);
        assertThat(width(svg, 0) - width(svg, 1)).isCloseTo(width(svg, 1) - width(svg, 2), within());
        assertThat(svg.getDocumentElement().getTextContent())
                .contains("LoomMP <own> & co")
                .contains("1,000");
    }

    private static Offset<Double> within() {
        return Offset.offset(0.2);
    }

    @Test
    void nothingAndZeroCanBeDrawn() throws Exception {
        assertThat(plot(outcome()).getElementsByTagName("rect").getLength()).isEqualTo(1);
        assertThat(width(plot(with(outcome(), "LoomMP", RATE, 0)), 0)).isEqualTo(1);
    }

    @Test
    void pointsOfCurvesAreJoined() throws Exception {
        Outcome outcome = outcome();
        for (int x : new int[] {1, 1_000, 1_000_000}) {
            with(outcome, new Point("LoomMP", x).entrant(), RATE, 10.0 * x);
            with(outcome, new Point("Erlang", x).entrant(), RATE, 100);
        }
        Document svg = plot(outcome);

        NodeList dots = svg.getElementsByTagName("circle");
        assertThat(dots.getLength()).isEqualTo(2 * 3);
        assertThat(attribute(dots, 1, "cx") - attribute(dots, 0, "cx")).isCloseTo((820 - 90 - 220) / 2.0, within());
        assertThat(attribute(dots, 0, "cy")).isGreaterThan(attribute(dots, 1, "cy"));
        assertThat(attribute(dots, 3, "cy")).isEqualTo(attribute(dots, 5, "cy"));
        assertThat(svg.getDocumentElement().getTextContent()).contains("LoomMP").doesNotContain("@");
    }

    private static double attribute(NodeList nodes, int number, String name) {
        return Double.parseDouble(
                nodes.item(number).getAttributes().getNamedItem(name).getNodeValue());
    }
}
