package dev.baokms.testkit.conformance;

/** The style of the HTML report, including its filters, which are pure CSS. */
final class ReportStyle {
    static final String HEAD = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>KMS v2 conformance</title>
        <style>
        :root { color-scheme: light dark; --line: #8886; --good: light-dark(#1a7f37, #3fb950); --bad: light-dark(#cf222e, #ff7b72);
          --warn: light-dark(#9a6700, #d29922); --dim: light-dark(#59636e, #9198a1) }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 1.5rem 1rem }
        main { max-width: 64rem; margin: auto }
        h1 { font-size: 1.2rem } h2 { font-size: 1.25rem; margin-top: 2.2rem } h3 { font-size: 1rem }
        .verdict { font-size: 1.5rem; font-weight: 600; padding: .6rem 1rem; border: 2px solid; border-radius: .5rem }
        .good { color: var(--good) } .bad { color: var(--bad) } .part { color: var(--warn) }
        table { border-collapse: collapse; width: 100% }
        td, th { text-align: left; vertical-align: top; padding: .35rem .6rem; border-top: 1px solid var(--line) }
        .groups td:not(:first-child), .groups th:not(:first-child) { text-align: right }
        .passed > .outcome, td.passed { color: var(--good) } .failed > .outcome, td.failed { color: var(--bad); font-weight: 600 }
        .advice > .outcome, td.advice { color: var(--warn); font-weight: 600 }
        .outcome { white-space: nowrap } .outcome, td.unasked, td.none { color: var(--dim) }
        section { border-left: 4px solid var(--bad); padding: .1rem 1rem; margin: 1rem 0; break-inside: avoid }
        section.advice { border-color: var(--warn) }
        dl { display: grid; grid-template-columns: 5rem 1fr; gap: .3rem } dt { color: var(--dim) } dd { margin: 0 }
        code { overflow-wrap: anywhere } small { display: block; color: var(--dim) } a { color: inherit }
        .plot { width: 100%; max-width: 40rem; font-size: 13px } .plot text { fill: currentColor } .middle { text-anchor: middle }
        .grid { stroke: var(--line) } .range { stroke: currentColor; stroke-width: 2 } .half { stroke: var(--good); stroke-width: 9 }
        .mark { stroke: currentColor; stroke-width: 2 }
        .filters label { margin-right: 1rem; white-space: nowrap }
        main:has(#only-failed:checked) .rules tr:not(.failed, .advice), main:has(#only-passed:checked) .rules tr:not(.passed),
        main:has(#only-unasked:checked) .rules tr:is(.passed, .failed, .advice) { display: none }
        tr { break-inside: avoid }
        @media (max-width: 40rem) { td, th { padding: .3rem .2rem } .plot { font-size: 17px } .plot text:nth-of-type(even).middle { display: none }
          .rules td { display: inline-block; border: 0; padding: .1rem .4rem } .rules td:last-child { display: block }
          .rules tr { display: block; border-top: 1px solid var(--line); padding: .3rem 0 } dl { grid-template-columns: 1fr } }
        @media print { :root { color-scheme: light } body { font-size: 11pt; margin: 0 } .filters { display: none }
          .rules tr { display: table-row !important } h2, h3 { break-after: avoid } }
        </style></head><body><main>
        """;

    static final String FILTERS = """
        <p class="filters">Show
        <label><input type="radio" name="only" id="only-all" checked> all</label>
        <label><input type="radio" name="only" id="only-failed"> failed and advice</label>
        <label><input type="radio" name="only" id="only-passed"> passed</label>
        <label><input type="radio" name="only" id="only-unasked"> not asked</label></p>
        """;

    private ReportStyle() {}
}
