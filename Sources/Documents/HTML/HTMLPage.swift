/// A page in one file: no script, nothing loaded from elsewhere, for screens in light and dark and for paper.
///
/// ```swift
/// let page = HTMLPage(title: "Customers", body: HTMLFormat().text(of: document))
/// page.text
/// ```
package struct HTMLPage: Sendable {
  package let title: String
  /// Safe HTML.
  package let body: String
  /// `#rrggbb` for bars, headings and links; `nil` for the standard one.
  package let brand: String?

  package init(title: String, body: String, brand: String? = nil) {
    self.title = title
    self.body = body
    self.brand = brand
  }

  package var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(htmlText(title))</title>
    <style>
    \(HTMLPage.style(brand: brand ?? "#00618f"))</style>
    </head>
    <body>
    <main>
    \(body)</main>
    </body>
    </html>

    """
  }

  /// Segments have the colours of Okabe and Ito, which most kinds of colour blindness tell apart.
  private static func style(brand: String) -> String {
    """
    :root { color-scheme: light dark; --ink: #1b1f23; --faint: #57606a; --paper: #ffffff; --card: #f4f6f8;
      --rule: #d0d7de; --brand: \(brand); --other: #9aa5b1; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --faint: #9da7b1; --paper: #0f1419;
      --card: #1b222b; --rule: #36404a; --brand: #6cb8e6; --other: #5c6773; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
    main { max-width: 56rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
    h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 .5rem; }
    h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--rule); }
    h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
    p { margin: .5rem 0; overflow-wrap: anywhere; }
    .lead { font-size: 1.1rem; color: var(--faint); }
    .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem;
      margin: 1rem 0; }
    .card { background: var(--card); border-left: .35rem solid var(--brand); border-radius: .3rem;
      padding: .75rem 1rem; break-inside: avoid; }
    .card h3 { margin: 0 0 .25rem; }
    .card .size { font-size: 1.25rem; font-weight: 600; margin: 0; }
    .table { overflow-x: auto; margin: .75rem 0; }
    table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--rule);
      vertical-align: top; }
    .number { text-align: right; white-space: nowrap; }
    .marked td { font-weight: 700; }
    figure { margin: 1.25rem 0; break-inside: avoid; }
    figcaption { margin-bottom: .4rem; }
    svg { display: block; width: 100%; max-width: 40rem; height: auto; }
    svg text { font-size: 13px; fill: var(--ink); }
    svg .strong { font-weight: 700; } svg .faint, svg .tick { fill: var(--faint); }
    svg .bar { fill: var(--brand); } svg .other { fill: var(--other); }
    svg .axis, svg .whisker { stroke: var(--faint); } svg .grid { stroke: var(--rule); }
    svg .median { stroke: var(--paper); stroke-width: 2.5; } svg .noise { fill: var(--other); }
    svg .heat { fill: var(--rule); fill-opacity: 0.4; }
    svg .low1, svg .low2, svg .low3 { fill: #0072b2; } svg .high1, svg .high2, svg .high3 { fill: #d55e00; }
    svg .low1, svg .high1 { fill-opacity: 0.15; } svg .low2, svg .high2 { fill-opacity: 0.35; }
    svg .low3, svg .high3 { fill-opacity: 0.6; }
    svg .mark { font-weight: 700; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
    .s1 { fill: #0072b2; } .s2 { fill: #d55e00; } .s3 { fill: #009e73; } .s4 { fill: #cc79a7; }
    .s5 { fill: #56b4e9; } .s6 { fill: #b8860b; } .s7 { fill: #6a5acd; } .s8 { fill: #7f7f7f; }
    pre { background: var(--card); padding: .75rem 1rem; overflow-x: auto; font-size: .85rem; }
    details { margin: .5rem 0; } summary { cursor: pointer; color: var(--brand); }
    .warning, .error { border-left: .35rem solid #d55e00; padding-left: .75rem; }
    .note { color: var(--faint); }
    @media print { :root { color-scheme: light; } main { max-width: none; padding: 0; }
      details > summary { display: none; } pre { white-space: pre-wrap; } }

    """
  }
}
