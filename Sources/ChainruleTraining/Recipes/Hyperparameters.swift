/// The numbers that are chosen and not learned.
public struct Hyperparameters: Sendable, Equatable, Codable {
    /// Passes over the training examples.
    public var epochs: Int
    /// Examples per step.
    public var batchSize: Int
    /// The rule that changes the parameters.
    public var optimizer: OptimizerKind
    /// The length of the optimizer's steps at the start.
    public var learningRate: Double
    /// How the learning rate changes.
    public var schedule: Schedule
    /// The share of the last step that is added to the next, for optimizers that have one.
    public var momentum: Double
    /// The strength λ of the penalty ½·λ·Σw² on the weights.
    public var l2: Double
    /// The batches whose gradients are averaged for one step.
    public var accumulation: Int
    /// The epochs without a better figure on the validation examples after which the training ends; nil for never.
    public var patience: Int?

    public init(
        epochs: Int, batchSize: Int, optimizer: OptimizerKind = .sgd, learningRate: Double,
        schedule: Schedule = .linear, momentum: Double = 0.9, l2: Double = 0, accumulation: Int = 1,
        patience: Int? = nil
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.optimizer = optimizer
        self.learningRate = learningRate
        self.schedule = schedule
        self.momentum = momentum
        self.l2 = l2
        self.accumulation = accumulation
        self.patience = patience
    }
}

extension Hyperparameters {
    /// - Throws: `DecodingError` if one is missing, or not in the range in which it makes sense.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys, where makesSense: (Value) -> Bool) throws -> Value {
            let value = try values.decode(Value.self, forKey: key)
            if makesSense(value) { return value }
            throw DecodingError.dataCorruptedError(
                forKey: key, in: values, debugDescription: "\(value) is out of range")
        }
        func isCount(_ number: Int) -> Bool { number >= 1 }
        self.init(
            epochs: try value(.epochs, where: isCount), batchSize: try value(.batchSize, where: isCount),
            optimizer: try values.decode(OptimizerKind.self, forKey: .optimizer),
            learningRate: try value(.learningRate) { $0 > 0 },
            schedule: try values.decode(Schedule.self, forKey: .schedule),
            momentum: try value(.momentum) { (0..<1).contains($0) }, l2: try value(.l2) { $0 >= 0 },
            accumulation: try value(.accumulation, where: isCount),
            patience: values.contains(.patience) ? try value(.patience, where: isCount) : nil)
    }
}
