import ChainruleTraining

/// The hyperparameters of a training run.
public struct Hyperparameters: Sendable, Equatable, Codable {
    /// The number of passes over the training set.
    public var epochs: Int
    /// The batch size.
    public var batchSize: Int
    /// The optimizer.
    public var optimizer: OptimizerKind
    /// The initial learning rate.
    public var learningRate: Double
    /// The learning rate schedule.
    public var schedule: Schedule
    /// The momentum coefficient, for optimizers that have one.
    public var momentum: Double
    /// The coefficient λ of the L2 penalty ½·λ·Σw² on the weights.
    public var l2: Double
    /// Gradient accumulation: the number of batches per optimizer step.
    public var accumulation: Int
    /// Gradient clipping: the largest norm of all gradients together; nil for no clipping.
    public var clipping: Double?
    /// Early stopping: the epochs without improvement on the validation set after which training stops; nil for never.
    public var patience: Int?

    public init(
        epochs: Int, batchSize: Int, optimizer: OptimizerKind = .sgd, learningRate: Double,
        schedule: Schedule = .linear, momentum: Double = 0.9, l2: Double = 0, accumulation: Int = 1,
        clipping: Double? = nil, patience: Int? = nil
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.optimizer = optimizer
        self.learningRate = learningRate
        self.schedule = schedule
        self.momentum = momentum
        self.l2 = l2
        self.accumulation = accumulation
        self.clipping = clipping
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
        // So that epochs times batches cannot overflow.
        func isCount(_ number: Int) -> Bool { (1...1_000_000_000).contains(number) }
        self.init(
            epochs: try value(.epochs, where: isCount), batchSize: try value(.batchSize, where: isCount),
            optimizer: try values.decode(OptimizerKind.self, forKey: .optimizer),
            learningRate: try value(.learningRate) { $0 > 0 },
            schedule: try values.decode(Schedule.self, forKey: .schedule),
            momentum: try value(.momentum) { (0..<1).contains($0) }, l2: try value(.l2) { $0 >= 0 },
            accumulation: try value(.accumulation, where: isCount),
            clipping: values.contains(.clipping) ? try value(.clipping) { $0 > 0 } : nil,
            patience: values.contains(.patience) ? try value(.patience, where: isCount) : nil)
    }
}
