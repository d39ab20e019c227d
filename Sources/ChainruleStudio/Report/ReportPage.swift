/// A page of sections, complete in itself.
struct ReportPage {
    struct Section {
        /// What links lead to.
        let identifier: String
        let title: String
        /// HTML.
        let content: String

        /// - Returns: nil without content.
        init?(_ identifier: String, _ title: String, _ parts: [String?]) {
            let content = parts.compactMap(\.self).joined(separator: "\n")
            if content.isEmpty { return nil }
            (self.identifier, self.title, self.content) = (identifier, title, content)
        }
    }

    let title: String
    /// HTML below the title.
    let introduction: String
    let sections: [Section]

    /// The whole page.
    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="generator" content="Chainrule"/>
        <title>\(markup(title))</title>
        <style>\(PageFile.text("report.css"))</style>
        </head>
        <body>
        \(body)
        </body>
        </html>

        """
    }

    /// What stands in the body of the page.
    var body: String {
        let links = sections.map { "<li><a href=\"#\($0.identifier)\">\(markup($0.title))</a></li>" }
        let parts = sections.map { section in
            """
            <section id="\(section.identifier)" aria-labelledby="\(section.identifier)-title">
            <h2 id="\(section.identifier)-title">\(markup(section.title))</h2>
            \(section.content)
            </section>
            """
        }
        return """
            <a class="skip" href="#content">Skip to the content</a>
            <header>
            <h1>\(markup(title))</h1>
            \(introduction)
            <nav aria-label="Sections"><ul>\(links.joined())</ul></nav>
            </header>
            <main id="content">
            \(parts.joined(separator: "\n"))
            </main>
            """
    }
}
