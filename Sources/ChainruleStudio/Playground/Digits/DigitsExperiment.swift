import Chainrule
import ChainruleData
import Foundation

/// The page of drawn characters: a trained network answers, and shows what its layers see.
package final class DigitsExperiment: PlaygroundExperiment {
    package struct Settings: PlaygroundSettings {
        /// Movements of the pen: x and y of each place in turn, from 0 to 1, x to the right and y down.
        package var strokes: [[Double]] = []
        /// In place of a drawing: which of the synthetic examples; −1 for none.
        package var sample = -1

        package init() {}
    }

    package struct Frame: Encodable {
        /// Where the network comes from, or what is being done until there is one.
        package let note: String
        /// From 0 to 1 while it is being made; 1 when it is there.
        package let share: Double
        package let classNames: [String]
        package let side: Int
        /// What the network gets, before standardization.
        let image: PackedBytes
        /// Nil while there is no network or no ink.
        package let reading: DrawingReader.Reading?
    }

    private static let usualSide = 28
    private static let pause = 0.05

    private let source: SharedReader
    private var settings: Settings

    /// - Parameter source: the network.
    package init(_ settings: Settings, _ source: SharedReader) throws {
        try settings.checkAll()
        (self.settings, self.source) = (settings, source)
    }

    package func frame() throws -> Frame {
        switch source.state {
        case .failed(let reason): throw PlaygroundError(reason)
        case .making(let text, let share):
            let levels = CenteredDrawing(settings.places).levels(side: Self.usualSide)
            return Frame(
                note: text, share: share, classNames: [], side: Self.usualSide, image: Self.packed(levels),
                reading: nil)
        case .ready(let reader):
            let levels = levels(for: reader)
            return Frame(
                note: reader.note, share: 1, classNames: reader.classNames, side: reader.side,
                image: Self.packed(levels),
                reading: levels.allSatisfy { $0 == 0 } ? nil : reader.reading(of: levels))
        }
    }

    /// Waits for the network.
    package func advance() throws -> Bool {
        guard case .making = source.state else { return false }
        Thread.sleep(forTimeInterval: Self.pause)
        return true
    }

    package func adopt(_ settings: Settings) throws -> Bool {
        try settings.checkAll()
        self.settings = settings
        return true
    }

    private func levels(for reader: DrawingReader) -> [UInt8] {
        guard settings.sample >= 0, let glyphs = Glyphs.allCases.first(where: { $0.side == reader.side })
        else {
            return CenteredDrawing(settings.places).levels(side: reader.side)
        }
        let images = glyphs.draw(settings.sample + 1, part: .validation)
        return Array(images.pixels.suffix(reader.side * reader.side))
    }

    private static func packed(_ levels: [UInt8]) -> PackedBytes {
        PackedBytes(levels.map { Float($0) }, in: 0...255)
    }
}

extension DigitsExperiment.Settings {
    private static let mostNumbers = 4000
    private static let samples = -1...999

    fileprivate var places: [[SIMD2<Double>]] {
        strokes.map { stroke in
            stride(from: 0, to: stroke.count - 1, by: 2).map { SIMD2(stroke[$0], stroke[$0 + 1]) }
        }
    }

    fileprivate func checkAll() throws(PlaygroundError) {
        try check(sample, within: Self.samples, "number of the example", setting: "sample")
        let count = strokes.reduce(0) { $0 + $1.count }
        guard count <= Self.mostNumbers, strokes.joined().allSatisfy((0...1).contains) else {
            throw PlaygroundError(
                "the drawing has \(count) numbers, expected \(Self.mostNumbers) at most, from 0 to 1",
                setting: "strokes")
        }
    }
}
