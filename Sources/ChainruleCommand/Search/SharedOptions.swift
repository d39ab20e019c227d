import Chainrule

extension TrainingOptions {
    /// The options that were given, but for some, as `chainrule train` takes them, wherever it runs.
    func arguments(without omitted: Set<String>) -> [String] {
        let values: [(option: String, value: String?)] = [
            ("--epochs", epochs.map { "\($0.value)" }), ("--batch", batch.map { "\($0.value)" }),
            ("--lr", lr.map { "\($0.value)" }), ("--optimizer", optimizer?.rawValue),
            ("--schedule", schedule?.description), ("--accumulate", accumulate.map { "\($0.value)" }),
            ("--momentum", momentum.map { "\($0.value)" }), ("--l2", l2.map { "\($0.value)" }),
            ("--seed", seed.map { "\($0)" }), ("--threads", threads.map { "\($0.value)" }),
        ]
        let chosen = values.filter { $0.value != nil }
        require(
            images.given + chosen.map(\.option) == given,
            "TrainingOptions: \(given) were given, but \(chosen.map(\.option)) are known")
        return images.arguments
            + chosen.filter { !omitted.contains($0.option) }.flatMap { [$0.option, $0.value!] }
    }
}
