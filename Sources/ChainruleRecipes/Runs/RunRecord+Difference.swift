extension RunRecord {
    /// In words, what an earlier record has otherwise than this one; nil if both are of the same training.
    func difference(from earlier: RunRecord) -> (found: String, expected: String)? {
        for (theirs, ours) in zip(earlier.aspects, aspects) where theirs.text != ours.text {
            return ("a run with the \(ours.name) \(theirs.text)", ours.text)
        }
        return dataDifference(from: earlier)
    }

    /// What decides how a run goes beside its data, by name.
    package var aspects: [(name: String, text: String)] {
        let chosen = hyperparameters
        return [
            ("recipe", recipe), ("options", ownOptions), ("seed", "\(seed)"), ("epochs", "\(chosen.epochs)"),
            ("batch", "\(chosen.batchSize)"), ("optimizer", chosen.optimizer.rawValue),
            ("learning rate", "\(chosen.learningRate)"), ("schedule", "\(chosen.schedule)"),
            ("momentum", "\(chosen.momentum)"), ("L2", "\(chosen.l2)"),
            ("accumulation", "\(chosen.accumulation)"),
            ("clipping", chosen.clipping.map { "\($0)" } ?? "none"), ("fold", fold.map { "\($0)" } ?? "none"),
            ("patience", chosen.patience.map(String.init) ?? "none"),
        ]
    }

    /// In words, which other examples another run has than this one; nil if they are the same.
    public func dataDifference(from other: RunRecord) -> (found: String, expected: String)? {
        let (theirs, ours) = (other.dataOptions, dataOptions)
        if theirs != ours { return ("a run on \(theirs)", "\(ours)") }
        return other.dataHashes == dataHashes
            ? nil : ("a run on other files in \(theirs)", "unchanged files")
    }

    /// Those that say which examples there are, as they are typed.
    package var dataOptions: String {
        guard let recipe = Recipe.named(recipe) else { return options.arguments.joined(separator: " ") }
        return recipe.fixingData(options, seed: seed).arguments(of: recipe.dataOptions)
    }

    /// The recipe's own options, as they are typed.
    private var ownOptions: String { options.arguments(of: Recipe.named(recipe)?.options ?? []) }
}
