/// What a look into a trained model shows beside its evaluation.
public struct ModelView: Sendable {
    /// Figures by name, the most important first.
    public let figures: [(name: String, text: String)]
    /// What a terminal of so many columns shows.
    public let details: @Sendable (_ width: Int) -> String
    /// Pictures, which are kept with the run.
    public let pictures: [Picture]

    public init(
        figures: [(name: String, text: String)] = [],
        details: @escaping @Sendable (_ width: Int) -> String = { _ in "" }, pictures: [Picture] = []
    ) {
        (self.figures, self.details, self.pictures) = (figures, details, pictures)
    }
}
