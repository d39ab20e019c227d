/// The role of a part of a data set, judged by the name of its folder or file.
enum PartRole {
    case training
    case validation
    case test

    /// The role that `name` names in one of its words, such as `train`, `Validation`, `test_set` or `seg_train`.
    init?(_ name: String) {
        let words = name.lowercased().split { !$0.isLetter }.map(String.init)
        func names(_ known: String...) -> Bool {
            words.contains { word in known.contains { [$0, $0 + "set", $0 + "data"].contains(word) } }
        }
        if names("train", "training", "tra", "trn") {
            self = .training
        } else if names("val", "valid", "validation", "validate", "dev", "development", "eval", "evaluation")
        {
            self = .validation
        } else if names("test", "testing", "tes", "tst", "heldout", "holdout")
            || words.starts(with: ["held", "out"]) || words.starts(with: ["hold", "out"])
        {
            self = .test
        } else {
            return nil
        }
    }
}

/// Which parts of a data set are for training and for validation, by their names.
struct PartNames: Equatable {
    let training: String
    /// The parts that may be used for validation, the best choice first: a test part is one where there is no other,
    /// because training chooses by what it measures.
    let others: [String]

    /// - Returns: nil if the names are not those of parts: none is for training, or none is beside it.
    /// - Throws: `DataError.malformed` when several are for training.
    init?(_ names: [String], of source: String) throws(DataError) {
        func those(_ role: PartRole) -> [String] { names.filter { PartRole($0) == role } }
        let training = those(.training)
        others = those(.validation) + those(.test)
        guard let first = training.first, !others.isEmpty else { return nil }
        guard training.count == 1 else {
            throw .malformed(
                source: source, found: "the training parts \(training.joined(separator: ", "))",
                expected: "one of them, beside \(others.joined(separator: " and "))")
        }
        self.training = first
    }
}
