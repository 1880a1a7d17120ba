package dev.baokms.testkit.conformance;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** For build servers. A rule that was not checked, and advice, is a skipped test with its reason. */
final class JunitXml {
    private JunitXml() {}

    static String of(ConformanceReport report) {
        var text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument();
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "KMS v2 conformance of " + report.endpoint());
            xml.writeAttribute("timestamp", report.start().toString());
            long failures =
                    report.results().stream().filter(RuleResult::condemns).count();
            xml.writeAttribute("tests", Integer.toString(report.results().size()));
            xml.writeAttribute("failures", Long.toString(failures));
            xml.writeAttribute("errors", "0");
            xml.writeAttribute(
                    "skipped", Long.toString(report.results().size() - report.count(RuleOutcome.PASSED) - failures));
            for (RuleResult result : report.results()) {
                testCase(xml, result);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a string takes all XML", e);
        }
        return text.toString();
    }

    private static void testCase(XMLStreamWriter xml, RuleResult result) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute(
                "classname", "kms." + Catalogue.title(result.rule().group()).replace(' ', '_'));
        xml.writeAttribute("name", result.rule().id() + " " + result.rule().statement());
        xml.writeAttribute("time", Double.toString(result.took().toMillis() / 1000.0));
        if (result.condemns()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", result.text());
            xml.writeEndElement();
        } else if (result.outcome() != RuleOutcome.PASSED) {
            xml.writeStartElement("skipped");
            xml.writeAttribute(
                    "message",
                    (result.outcome() == RuleOutcome.FAILED
                                    ? "advice"
                                    : result.outcome().name()) + ": " + result.text());
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }
}
