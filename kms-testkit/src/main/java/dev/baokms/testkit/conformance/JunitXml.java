package dev.baokms.testkit.conformance;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** For build servers. A rule not asked, and advice, is a skipped test with its reason. */
final class JunitXml {
    private JunitXml() {}

    static String of(Report report) {
        var text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument();
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "KMS v2 conformance of " + report.endpoint());
            xml.writeAttribute("timestamp", report.start().toString());
            long failures = report.verdicts().stream().filter(Verdict::condemns).count();
            xml.writeAttribute("tests", Integer.toString(report.verdicts().size()));
            xml.writeAttribute("failures", Long.toString(failures));
            xml.writeAttribute("errors", "0");
            xml.writeAttribute(
                    "skipped",
                    Long.toString(report.verdicts().size() - report.count(Verdict.Outcome.PASSED) - failures));
            for (Verdict verdict : report.verdicts()) {
                testCase(xml, verdict);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a string takes all XML", e);
        }
        return text.toString();
    }

    private static void testCase(XMLStreamWriter xml, Verdict verdict) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute(
                "classname", "kms." + Catalogue.title(verdict.rule().group()).replace(' ', '_'));
        xml.writeAttribute("name", verdict.rule().id() + " " + verdict.rule().statement());
        xml.writeAttribute("time", Double.toString(verdict.took().toMillis() / 1000.0));
        if (verdict.condemns()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", verdict.text());
            xml.writeEndElement();
        } else if (verdict.outcome() != Verdict.Outcome.PASSED) {
            xml.writeStartElement("skipped");
            xml.writeAttribute(
                    "message",
                    (verdict.outcome() == Verdict.Outcome.FAILED
                                    ? "advice"
                                    : verdict.outcome().name()) + ": " + verdict.text());
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }
}
