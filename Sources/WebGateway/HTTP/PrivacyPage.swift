import Privacy

/// The page /privacy: what the box hears and keeps, made of the same table that `partyline privacy` prints. It needs no script.
enum PrivacyPage {
    static func html(in language: NoticeLanguage, operator boxOperator: BoxOperator?) -> String {
        let notice = PrivacyNotice(language)
        return """
            <!doctype html>
            <html lang="\(language.rawValue)">
            <head>
              <meta charset="utf-8">
              <title>Partyline: \(escaped(notice.title))</title>
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <meta name="referrer" content="no-referrer">
              <link rel="stylesheet" href="/page/style.css">
              <link rel="icon" href="/page/icon.svg" type="image/svg+xml">
            </head>
            <body class="text">
              <header>
                <h1><img src="/page/icon.svg" alt="" width="32" height="32"> \(escaped(notice.title))</h1>
                <nav aria-label="Languages · Sprachen">\(switches(from: language))</nav>
              </header>
              <main>
                <h2>\(escaped(notice.hearingTitle))</h2>
            \(hearing(notice))
                <h2>\(escaped(notice.operatorTitle))</h2>
                <p>\(boxOperator.map(name) ?? escaped(notice.noOperator))</p>
                <h2>\(escaped(notice.keepingTitle))</h2>
            \(KeptData.Place.allCases.map { rows(in: $0, notice) }.joined(separator: "\n"))
                <h2>\(escaped(notice.diagnosticsTitle))</h2>
                <p>\(escaped(notice.diagnostics))</p>
                <h2>\(escaped(notice.browserTitle))</h2>
                <p>\(escaped(notice.browser))</p>
              </main>
            </body>
            </html>

            """
    }

    /// The line for the page that joins: who runs the box. Its first words are in strings.js too, which puts them into the browser's language.
    static func line(_ boxOperator: BoxOperator) -> String {
        "<p><span data-t=\"runBy\">This box is run by</span> \(name(boxOperator)).</p>"
    }

    /// Whatever an admin has written stands as text, and in no case as markup.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
            .replacing("'", with: "&#39;")
    }

    /// "Hackspace Nord, box@example.org", with a link where one can follow it.
    private static func name(_ boxOperator: BoxOperator) -> String {
        guard let contact = boxOperator.contact else { return escaped(boxOperator.name) }
        let text = escaped(contact)
        let linked = boxOperator.link.map { "<a href=\"\(escaped($0))\" rel=\"noopener\">\(text)</a>" } ?? text
        return "\(escaped(boxOperator.name)), \(linked)"
    }

    private static func switches(from current: NoticeLanguage) -> String {
        [(NoticeLanguage.english, "English"), (.german, "Deutsch")].map { language, name in
            let mark = language == current ? " aria-current=\"true\"" : ""
            return "<a href=\"/privacy?lang=\(language.rawValue)\" lang=\"\(language.rawValue)\" hreflang=\"\(language.rawValue)\"\(mark)>\(name)</a>"
        }.joined(separator: " · ")
    }

    /// The honest sentence stands out.
    private static func hearing(_ notice: PrivacyNotice) -> String {
        notice.hearing.map { paragraph in
            guard paragraph == notice.hearing.first, let end = paragraph.firstRange(of: ". ") else { return "    <p>\(escaped(paragraph))</p>" }
            let (first, rest) = (paragraph[..<end.upperBound].dropLast(), paragraph[end.upperBound...])
            return "    <p><strong>\(escaped(String(first)))</strong> \(escaped(String(rest)))</p>"
        }.joined(separator: "\n")
    }

    private static func rows(in place: KeptData.Place, _ notice: PrivacyNotice) -> String {
        let (_, howLong, whoSees) = notice.columns
        let rows = KeptData.allCases.filter { $0.place == place }.map { data in
            let text = data.text(in: notice.language)
            let terms = place == .nowhere ? escaped(text.howLong) : "\(howLong): \(escaped(text.howLong)). \(whoSees): \(escaped(text.whoSees))"
            return "      <dt>\(escaped(text.what))</dt>\n      <dd>\(terms).</dd>"
        }
        return "    <h3>\(escaped(notice.heading(of: place)))</h3>\n    <dl>\n\(rows.joined(separator: "\n"))\n    </dl>"
    }
}
