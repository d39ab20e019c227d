import Chainrule
import Foundation

/// Two-dimensional data: a small network learns to tell points of a plane apart, or to predict a number everywhere.
package final class PlaneExperiment: PlaygroundExperiment {
    /// A CSV file that was dropped on the page.
    package struct Command: Decodable {
        let csv: String
        let name: String
    }

    /// The lattice of the output's picture, which has the points of the units' among its own.
    private static let side = 64
    private static let unitSide = 32
    /// The lattice of the bent plane, in both directions.
    private static let bentSide = 17

    private var settings: PlaneSettings
    private var training: PlaneTraining
    private var curves = ThinnedCurve(count: 4, interval: 2)
    private var imported: ImportedPoints?

    private let lattice = PlanePoints.lattice(side)
    private let bentLattice = PlanePoints.lattice(bentSide)

    package init(_ settings: PlaneSettings) throws {
        try settings.check()
        self.settings = settings
        training = PlaneTraining(settings)
        record()
    }

    package func adopt(_ settings: PlaneSettings) throws -> Bool {
        try settings.check()
        guard settings.hasNetwork(of: self.settings) else { return false }
        // A new data set is a new training; points that are added one by one are not.
        if settings.dataset != self.settings.dataset { return false }
        if !settings.hasData(of: self.settings) && settings.dataset != .own { return false }
        self.settings = settings
        training.adopt(settings)
        return true
    }

    package func handle(_ command: Command) throws {
        imported = try ImportedPoints(text: command.csv, name: command.name)
    }

    package func advance() throws -> Bool {
        if training.training.count == 0 {
            throw PlaygroundError(
                "there are no points yet: click into the plane to set some", setting: "points")
        }
        try training.advance()
        if curves.wants(training.step) { record() }
        return true
    }

    /// The accuracies now, for tests.
    package var accuracy: (training: Double?, validation: Double?) {
        (
            training.quality(on: training.training).accuracy,
            training.quality(on: training.validation).accuracy
        )
    }

    /// The curves of the loss and of the share of wrong answers.
    private func record() {
        let qualities = [training.training, training.validation].map(training.quality)
        curves.add(
            training.step, qualities.map { Float($0.loss) } + qualities.map { Float($0.accuracy ?? .nan) })
    }

    // MARK: - The frame

    package func frame() throws -> PlaneFrame {
        defer { imported = nil }
        let (now, held) = (training.quality(on: training.training), training.quality(on: training.validation))
        let values = training.values(of: lattice).map { $0.scalars(as: Float.self) }
        return PlaneFrame(
            step: training.step, epoch: training.epoch, task: settings.learned,
            loss: .init(training: now.loss, validation: held.loss),
            accuracy: .init(training: now.accuracy, validation: held.accuracy), curves: curves,
            training: .init(training.training), validation: .init(training.validation),
            output: PackedBytes(values[0].map(shade), in: -1...1), side: Self.unitSide,
            units: [inputPictures] + zip(values.dropFirst(), settings.layers).map(pictures),
            layers: layers, bent: bent, imported: imported)
    }

    /// From −1 to 1.
    private func shade(_ output: Float) -> Float {
        settings.learned == .regression ? output : tanh(output / 2)
    }

    /// Every second point of the lattice in both directions.
    private var coarse: [Int] {
        (0..<Self.unitSide).flatMap { row in (0..<Self.unitSide).map { row * 2 * Self.side + $0 * 2 } }
    }

    private func pictures(_ values: [Float], units: Int) -> [PackedBytes] {
        (0..<units).map { unit in
            PackedBytes(coarse.map { values[$0 * units + unit] }, in: settings.activation.range)
        }
    }

    private var inputPictures: [PackedBytes] {
        settings.inputs.map { input in
            let values = lattice[coarse].features([input])
            let bound = max(1e-6, values.map(abs).max()!)
            return PackedBytes(values, in: -bound...bound)
        }
    }

    private var layers: [PlaneFrame.Layer] {
        training.network.linearLayers.enumerated().map { index, layer in
            func packed(_ place: Int) -> PackedFloats? {
                training.gradients.isEmpty
                    ? nil : PackedFloats(training.gradients[2 * index + place].scalars())
            }
            return PlaneFrame.Layer(
                weights: PackedFloats(layer.weight.value.scalars()),
                biases: PackedFloats(layer.bias!.value.scalars()), weightGradients: packed(0),
                biasGradients: packed(1))
        }
    }

    private var bent: BentPlane? {
        let last = settings.layers.count
        if last == 0 { return nil }
        let layer = settings.bentLayer == 0 ? last : min(settings.bentLayer, last)
        func values(of points: PlanePoints) -> [Float] { training.values(of: points)[layer].scalars() }
        let points = [training.training, training.validation].filter { $0.count > 0 }.flatMap(values)
        let output = training.network.linearLayers.last!
        let line = BentPlane.Line(
            weights: output.weight.value.scalars(), bias: output.bias!.value.scalars()[0])
        return BentPlane(
            lattice: values(of: bentLattice), points: points, units: settings.layers[layer - 1],
            line: layer == last ? line : nil)
    }
}
