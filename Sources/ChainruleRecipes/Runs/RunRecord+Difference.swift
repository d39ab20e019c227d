extension RunRecord {
    /// In words, what an earlier record has otherwise than this one; nil if both are of the same training.
    func difference(from earlier: RunRecord) -> (found: String, expected: String)? {
        let (before, now) = (earlier.hyperparameters, hyperparameters)
        let aspects: [(name: String, earlier: String, now: String)] = [
            ("recipe", earlier.recipe, recipe),
            ("options", earlier.ownOptions, ownOptions),
            ("seed", "\(earlier.seed)", "\(seed)"),
            ("epochs", "\(before.epochs)", "\(now.epochs)"),
            ("batch", "\(before.batchSize)", "\(now.batchSize)"),
            ("optimizer", before.optimizer.rawValue, now.optimizer.rawValue),
            ("learning rate", "\(before.learningRate)", "\(now.learningRate)"),
            ("schedule", "\(before.schedule)", "\(now.schedule)"),
            ("momentum", "\(before.momentum)", "\(now.momentum)"),
            ("L2", "\(before.l2)", "\(now.l2)"),
            ("accumulation", "\(before.accumulation)", "\(now.accumulation)"),
            ("clipping", before.clipping.map { "\($0)" } ?? "none", now.clipping.map { "\($0)" } ?? "none"),
            ("fold", earlier.fold.map { "\($0)" } ?? "none", fold.map { "\($0)" } ?? "none"),
            ("patience", before.patience.map(String.init) ?? "none", now.patience.map(String.init) ?? "none"),
        ]
        if let aspect = aspects.first(where: { $0.earlier != $0.now }) {
            return ("a run with the \(aspect.name) \(aspect.earlier)", aspect.now)
        }
        return dataDifference(from: earlier)
    }

    /// In words, which other examples another run has than this one; nil if they are the same.
    public func dataDifference(from other: RunRecord) -> (found: String, expected: String)? {
        let (theirs, ours) = (other.dataOptions, dataOptions)
        if theirs != ours { return ("a run on \(theirs)", "\(ours)") }
        return other.dataHashes == dataHashes
            ? nil : ("a run on other files in \(theirs)", "unchanged files")
    }

    /// Those that say which examples there are, as they are typed.
    private var dataOptions: String {
        guard let recipe = Recipe.named(recipe) else { return options.arguments.joined(separator: " ") }
        return recipe.fixingData(options, seed: seed).arguments(of: recipe.dataOptions)
    }

    /// The recipe's own options, as they are typed.
    private var ownOptions: String { options.arguments(of: Recipe.named(recipe)?.options ?? []) }
}
