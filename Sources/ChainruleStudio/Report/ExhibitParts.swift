import Chainrule
import ChainruleRecipes
import ChainruleTraining

extension Exhibit {
    /// The exhibit as a part of a page; nil if there is nothing to show.
    var html: String? {
        switch self {
        case .confusion(let matrix, let classNames):
            return "<h3>Confusion matrix</h3>"
                + ConfusionTable(confusion: matrix, classNames: classNames).html
        case .mistakes(let mistakes, let count):
            return Self.html(mistakes, count)
        case .pairs(let name, let pairs):
            return ScatterChart(name: name, pairs: pairs).figure.map { "<div class=\"charts\">\($0)</div>" }
        case .picture(let caption, let png):
            return
                "<figure>\(HTML.image(png, alt: caption))<figcaption>\(markup(caption))</figcaption></figure>"
        case .text(let text):
            return HTML.preformatted(text, inColumns: true)
        }
    }

    private static func html(_ mistakes: [Mistake], _ count: Int) -> String {
        if mistakes.isEmpty {
            return "<h3>Mistakes</h3>" + HTML.paragraph("None: every example of the validation set is right.")
        }
        let shown = mistakes.count == count ? "All \(count)" : "\(mistakes.count) of \(count)"
        let heading =
            "<h3>Most confident mistakes</h3>"
            + HTML.paragraph("\(shown), those first of which the model was surest.", class: "muted")
        if mistakes.allSatisfy({ $0.png == nil }) {
            let rows = mistakes.map {
                [$0.text ?? "", $0.truth, $0.prediction, percent($0.confidence)]
            }
            return heading
                + HTML.table(["example", "true", "predicted", "confidence"], rows, numeric: [3])
        }
        let figures = mistakes.map { mistake in
            let said = "\(mistake.truth), predicted \(mistake.prediction) with \(percent(mistake.confidence))"
            let image = mistake.png.map { HTML.image($0, alt: said) } ?? ""
            return """
                <figure>\(image)<figcaption><b>\(markup(mistake.truth))</b>, predicted <b>\(markup(mistake.prediction))</b> \
                \(percent(mistake.confidence))</figcaption></figure>
                """
        }
        return heading + "<div class=\"charts images\">\(figures.joined(separator: "\n"))</div>"
    }
}
