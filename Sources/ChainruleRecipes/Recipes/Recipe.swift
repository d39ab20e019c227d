import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

/// A named network for a task, with a loss and default hyperparameters.
///
/// A recipe is one file in this folder, which declares it, and one line in ``all``.
public struct Recipe: Sendable {
    /// The name on the command line.
    public let name: String
    /// A one-line description.
    public let summary: String
    /// Where the network or its training comes from.
    public let source: String
    /// What is learned, from which kind of data.
    public let task: any LearningTask.Type
    /// The recipe's own options.
    public let options: [any RecipeOptionDeclaration]
    /// The default hyperparameters.
    public let defaults: Hyperparameters
    /// Other hyperparameters and options, by their names; none for most recipes.
    public let presets: [Preset]

    /// The layer whose outputs are the features by which examples are compared; nil for the last hidden layer.
    public let featureLayer: String?

    private let network: @Sendable (NetworkRequest) throws(NetworkRequest.Misfit) -> any Layer
    /// The recipe's own loss; nil for ``TaskOutputs/usualLoss``.
    private let ownLoss: (@Sendable (TaskOutputs) -> Trainer.Loss)?
    /// Changes the initial weights of a network before it is trained; nil for most recipes.
    let pretraining: Pretraining?

    /// - Parameters:
    ///   - name: the name on the command line.
    ///   - summary: a one-line description.
    ///   - source: where the network or its training comes from.
    ///   - task: what is learned, from which kind of data.
    ///   - options: the recipe's own options; none by default.
    ///   - defaults: the default hyperparameters.
    ///   - presets: other hyperparameters and options, which one name chooses together; none by default.
    ///   - loss: the loss for outputs of some kind; by default ``TaskOutputs/usualLoss``.
    ///   - pretraining: changes the initial weights of a network before it is trained; none by default.
    ///   - featureLayer: the layer whose outputs are the features by which examples are compared, by its dotted name; by
    ///     default the last hidden layer.
    ///   - network: makes the network; it may refuse inputs, such as images that are too small.
    public init(
        _ name: String, summary: String, source: String, task: any LearningTask.Type,
        options: [any RecipeOptionDeclaration] = [], defaults: Hyperparameters,
        presets: [Preset] = [],
        loss: (@Sendable (TaskOutputs) -> Trainer.Loss)? = nil,
        pretraining: Pretraining? = nil, featureLayer: String? = nil,
        network: @escaping @Sendable (NetworkRequest) throws(NetworkRequest.Misfit) -> any Layer
    ) {
        (self.name, self.summary, self.source, self.task) = (name, summary, source, task)
        (self.options, self.defaults, ownLoss, self.network) = (options, defaults, loss, network)
        (self.pretraining, self.featureLayer, self.presets) = (pretraining, featureLayer, presets)
    }

    /// All options beyond the hyperparameters: those of the data, then the recipe's own.
    public var allOptions: [any RecipeOptionDeclaration] {
        dataOptions + options + (presets.isEmpty ? [] : [Preset.option])
    }

    /// The options of the task that the recipe has.
    var dataOptions: [any RecipeOptionDeclaration] {
        task.options + (ownLoss == nil ? task.optionsOfUsualLoss : [])
    }

    /// A newly initialized model for a task.
    ///
    /// - Parameters:
    ///   - task: what is learned.
    ///   - options: the options that were given; none by default.
    ///   - batchSize: the number of examples of a training batch; by default the recipe's.
    ///   - seed: decides the weights.
    ///   - source: where the data come from, for errors.
    /// - Throws: `DataError` if the network does not fit the task.
    public func makeModel(
        for task: some LearningTask, options: OptionValues = [:], batchSize: Int? = nil, seed: UInt64,
        source: String
    ) throws(DataError) -> any Layer {
        let request = NetworkRequest(
            inputShape: task.inputShape, symbolCount: task.symbolCount, outputs: task.outputs,
            batchSize: batchSize ?? defaults.batchSize,
            options: options)
        let network: any Layer
        do throws(NetworkRequest.Misfit) {
            network = try makeNetwork(request, seed: seed)
        } catch {
            throw .malformed(
                source: source, found: error.found, expected: "\(error.expected) for the recipe \(name)")
        }
        guard case .numbers(let targets) = task.outputs else { return network }
        return RescaledOutputs(network, targets)
    }

    private func makeNetwork(
        _ request: NetworkRequest, seed: UInt64
    ) throws(NetworkRequest.Misfit) -> any Layer {
        let made = withRandomSeed(seed) { () -> Result<any Layer, NetworkRequest.Misfit> in
            do throws(NetworkRequest.Misfit) { return .success(try network(request)) } catch {
                return .failure(error)
            }
        }
        return try made.get()
    }

    /// The loss for what a task predicts.
    func loss(for task: some LearningTask) -> Trainer.Loss {
        ownLoss?(task.outputs) ?? task.outputs.usualLoss
    }
}

/// What a recipe's network is made for.
public struct NetworkRequest: Sendable {
    /// The shape of one example, such as [channels, height, width].
    public let inputShape: Shape
    /// Of how many different symbols inputs are sequences; nil if inputs are measurements. See
    /// ``LearningTask/symbolCount``.
    public let symbolCount: Int?
    /// What is to be predicted.
    public let outputs: TaskOutputs
    /// The number of examples of a training batch.
    public let batchSize: Int
    /// The options that were given.
    public let options: OptionValues

    /// The elements of one example.
    public var inputCount: Int { inputShape.elementCount }

    /// Why a network cannot be made.
    public struct Misfit: Error {
        public let found: String
        public let expected: String

        public init(found: String, expected: String) {
            self.found = found
            self.expected = expected
        }
    }
}

extension NetworkRequest {
    /// The size of the images [channels, height, width] in words.
    var imageDescription: String {
        let shape = ImageShape(channels: inputShape[0], height: inputShape[1], width: inputShape[2])
        return "images of \(shape)"
    }

    /// Throws unless the images have at least so many rows and columns.
    func requireImages(ofAtLeast side: Int) throws(Misfit) {
        if min(inputShape[1], inputShape[2]) >= side { return }
        throw Misfit(found: imageDescription, expected: "images of at least \(side) × \(side)")
    }
}
