import Chainrule

extension Dataset {
    /// The folds of a cross-validation: every example is in the validation part of exactly one of `count` folds.
    ///
    /// The sizes of the validation parts differ by at most one. Which fold an example falls into depends only
    /// on `seed` and the number of examples.
    ///
    /// - Precondition: there are at least 2 folds, and no more than examples.
    public func folds(
        _ count: Int, seed: UInt64 = 0
    ) -> [(training: Subset<Self>, validation: Subset<Self>)] {
        folds(count, seed, [Array(0..<self.count)])
    }

    /// The folds of ``folds(_:seed:)``, in which also the numbers of each class differ by at most one.
    ///
    /// - Parameters:
    ///   - count: The number of folds.
    ///   - seed: The random seed, by default 0.
    ///   - labels: The class of each example.
    /// - Precondition: there are at least 2 folds, and no more than examples; one label for each example.
    public func folds(
        _ count: Int, seed: UInt64 = 0, stratifiedBy labels: [some Hashable]
    ) -> [(training: Subset<Self>, validation: Subset<Self>)] {
        folds(count, seed, groups(by: labels))
    }

    /// The folds of ``folds(_:seed:)``, in which also the numbers of each class differ by at most one.
    ///
    /// - Parameters:
    ///   - count: The number of folds.
    ///   - seed: The random seed, by default 0.
    ///   - label: The class of an example.
    /// - Precondition: there are at least 2 folds, and no more than examples.
    /// - Throws: `DataError` if an example cannot be read; all of them are.
    public func folds<Label: Hashable>(
        _ count: Int, seed: UInt64 = 0, stratifiedBy label: (Example) throws(DataError) -> Label
    ) throws(DataError) -> [(training: Subset<Self>, validation: Subset<Self>)] {
        folds(count, seed: seed, stratifiedBy: try labels(label))
    }

    private func folds(
        _ foldCount: Int, _ seed: UInt64, _ groups: [[Int]]
    ) -> [(training: Subset<Self>, validation: Subset<Self>)] {
        require(
            foldCount >= 2 && foldCount <= count, "folds needs 2 to \(count) folds, got \(foldCount)")
        var random = RandomStream(seed: seed, purpose: .folding, index: 0)
        let order = groups.flatMap { group in random.permutation(of: group.count).map { group[$0] } }
        var foldOfExample = [Int](repeating: 0, count: count)
        // Dealt like cards: the deal resumes from one class to the next.
        for (turn, index) in order.enumerated() { foldOfExample[index] = turn % foldCount }
        return (0..<foldCount).map { fold in
            (
                subset((0..<count).filter { foldOfExample[$0] != fold }),
                subset((0..<count).filter { foldOfExample[$0] == fold })
            )
        }
    }
}
