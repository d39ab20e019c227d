import Chainrule

extension Dataset {
    /// Splits the data set into a training and a validation part, each in the order of this set.
    ///
    /// Which part an example falls into depends only on `seed` and the number of examples.
    ///
    /// - Parameters:
    ///   - validationShare: The fraction of examples in the validation part, 0 to 1; their number is rounded, but at least
    ///     one of two or more unless the fraction is 0.
    ///   - seed: The random seed, by default 0.
    public func split(
        validationShare: Double, seed: UInt64 = 0
    ) -> (training: Subset<Self>, validation: Subset<Self>) {
        split(validationShare, seed, [Array(0..<count)])
    }

    /// Stratified split: like ``split(validationShare:seed:)``, with the same fraction of every class in both parts.
    ///
    /// - Parameters:
    ///   - validationShare: The fraction of each class in the validation part, rounded as there.
    ///   - seed: The random seed, by default 0.
    ///   - labels: The class of each example.
    /// - Precondition: there are as many labels as examples.
    public func split(
        validationShare: Double, seed: UInt64 = 0, stratifiedBy labels: [some Hashable]
    ) -> (training: Subset<Self>, validation: Subset<Self>) {
        split(validationShare, seed, groups(by: labels))
    }

    /// Stratified split: like ``split(validationShare:seed:)``, with the same fraction of every class in both parts.
    ///
    /// - Parameters:
    ///   - validationShare: The fraction of each class in the validation part, rounded as there.
    ///   - seed: The random seed, by default 0.
    ///   - label: The class of an example.
    /// - Throws: `DataError` if an example cannot be read; all of them are.
    public func split<Label: Hashable>(
        validationShare: Double, seed: UInt64 = 0, stratifiedBy label: (Example) throws(DataError) -> Label
    ) throws(DataError) -> (training: Subset<Self>, validation: Subset<Self>) {
        split(validationShare: validationShare, seed: seed, stratifiedBy: try labels(label))
    }

    private func split(
        _ share: Double, _ seed: UInt64, _ groups: [[Int]]
    ) -> (training: Subset<Self>, validation: Subset<Self>) {
        require((0...1).contains(share), "split: validationShare is \(share), expected 0 to 1")
        var random = RandomStream(seed: seed, purpose: .splitting, index: 0)
        var isValidation = [Bool](repeating: false, count: count)
        for group in groups {
            let least = share > 0 && group.count > 1 ? 1 : 0
            let validationCount = max(least, Int((share * Double(group.count)).rounded()))
            for position in random.permutation(of: group.count).prefix(validationCount) {
                isValidation[group[position]] = true
            }
        }
        return (
            subset((0..<count).filter { !isValidation[$0] }), subset((0..<count).filter { isValidation[$0] })
        )
    }
}

extension Dataset {
    /// The label of every example.
    func labels<Label>(
        _ label: (Example) throws(DataError) -> Label
    ) throws(DataError) -> [Label] {
        try (0..<count).map { index throws(DataError) in try label(example(at: index)) }
    }

    /// The indices of the examples of each label, the labels in the order in which they first come.
    func groups<Label: Hashable>(by labels: [Label]) -> [[Int]] {
        require(labels.count == count, "\(labels.count) labels of \(count) examples")
        var places: [Label: Int] = [:]
        var groups: [[Int]] = []
        for (index, label) in labels.enumerated() {
            let place = places[label, default: groups.count]
            if place == groups.count {
                places[label] = place
                groups.append([])
            }
            groups[place].append(index)
        }
        return groups
    }
}
