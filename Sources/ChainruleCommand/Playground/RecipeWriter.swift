import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleStudio
import ChainruleTraining

/// The network of the playground's page of characters: that of a run, or one that is trained on a text while one watches.
package final class RecipeWriter: WritingNetwork {
    package let note: String
    package private(set) var training: (step: Int, loss: Double)?
    private let writer: TextWriter
    /// Nil for a network that is not trained any more.
    private let run: RecipeRun?

    private static let stepsAtOnce = 10
    private static let size = 128
    private static let generatedCharacters = 200_000
    private static let hyperparameters = Hyperparameters(
        epochs: 20, batchSize: 32, optimizer: .adam, learningRate: 0.004, schedule: .cosine(), clipping: 5)

    /// A new network, to be trained.
    ///
    /// - Parameter text: what it reads; made-up tales by default.
    /// - Throws: `DataError` if the text has nothing to learn.
    package init(text: String?) throws {
        let name = text == nil ? "made-up tales" : "your text"
        let text = text ?? Tales.write(characters: Self.generatedCharacters)
        let run = try RecipeRun(
            Recipe.named("char-rnn")!, on: CharacterModel.data(of: Array(text.unicodeScalars), name: name),
            options: ["size": "\(Self.size)"], with: Self.hyperparameters, seed: 0)
        self.run = run
        writer = run.task.writer(for: run.model)!
        training = (0, .nan)
        note = "An LSTM of \(Self.size) cells, which reads \(name): \(run.data.summary)."
    }

    /// The network of a run.
    ///
    /// - Throws: `DataError` if it writes no texts.
    init(_ saved: SavedRun, path: String) throws {
        run = nil
        writer = try saved.writer()
        note = "\(saved.recipe.name), the run in \(path)."
    }

    package func train() throws -> Bool {
        guard let run else { return false }
        var losses: [Double] = []
        let stop = StopRequest()
        let outcome = try run.trainer.fit(
            run.augmentedTraining, epochs: run.hyperparameters.epochs,
            batchSize: run.hyperparameters.batchSize,
            observers: [
                .onStep { step in
                    losses.append(step.loss)
                    if step.step.isMultiple(of: Self.stepsAtOnce) { stop(because: "the page is drawn") }
                }
            ], stop: stop)
        if !losses.isEmpty {
            training = (run.trainer.position.step, losses.reduce(0, +) / Double(losses.count))
        }
        if case .finished = outcome { return false }
        return true
    }

    package func write(_ count: Int, after prime: String, temperature: Double, seed: UInt64) throws
        -> ReadText
    {
        let sampling = TextSampling(temperature: temperature)
        let text = try writer.write(count, after: prime, sampling: sampling, seed: seed)
        guard let cells = try writer.cells(over: text, source: "the text") else {
            return ReadText(
                characters: text.unicodeScalars.map { Character($0) }, layerCount: 0, cellCount: 0, cells: [],
                finds: [])
        }
        return ReadText(
            characters: cells.characters, layerCount: cells.layerCount, cellCount: cells.cellCount,
            cells: cells.values,
            finds: TextProperty.allCases.compactMap { property in
                cells.bestCell(for: property).map { cell, correlation in
                    ReadText.Find(
                        property: property.rawValue, layer: cell.layer, cell: cell.number,
                        correlation: correlation)
                }
            })
    }
}
