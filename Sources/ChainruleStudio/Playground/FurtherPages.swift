extension PlaygroundPage {
    /// The pages about single ideas, in the order of the navigation.
    static let further: [PlaygroundPage] = [
        PlaygroundPage(
            "activations", "Activation functions",
            summary: "A function, its derivative, and which inputs pass no gradient back.",
            making: ComputedExperiment<ActivationCurve>.init),
        PlaygroundPage(
            "initialization", "Initialization",
            summary: "Ten layers' activations and gradients under your σ, Xavier's or He's.",
            making: ComputedExperiment<DeepSignal>.init),
        PlaygroundPage(
            "approximation", "Function approximation",
            summary: "A network with one hidden layer bends to the curve you draw.",
            making: ApproximationExperiment.init),
        PlaygroundPage(
            "landscape", "Loss landscape",
            summary: "Optimizers race down a surface from the start you choose.",
            making: LandscapeExperiment.init),
        PlaygroundPage(
            "overfitting", "Overfitting",
            summary: "Capacity against regularization: three networks learn the same few points.",
            making: OverfittingExperiment.init),
    ]

    /// All pages, those among them whose networks come from elsewhere.
    ///
    /// - Parameters:
    ///   - digits: the network of the page of drawn characters.
    ///   - characters: makes the networks of the page of texts.
    package static func all(
        digits: SharedReader, characters: @escaping CharactersExperiment.Source
    ) -> [PlaygroundPage] {
        all + [
            PlaygroundPage(
                "digits", "Digits",
                summary: "Draw one: a trained network answers, and each of its layers shows what it sees."
            ) { try DigitsExperiment($0, digits) },
            PlaygroundPage(
                "characters", "Characters",
                summary: "A recurrent network writes on from your words, and its memory cells glow."
            ) { try CharactersExperiment($0, characters) },
        ]
    }
}
