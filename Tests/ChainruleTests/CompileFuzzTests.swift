import Chainrule
import TestSupport
import Testing

@Suite("Random programs")
struct CompileFuzzTests {
    private static let seeds = fuzzSeeds(default: 0..<200)

    @Test("compute compiled what their primitives say, and leave the same in variables")
    func compiled() {
        var comparisons = Comparisons()
        for seed in Self.seeds {
            let (arguments, values) = numbers(seed)
            let variables = values.map { Variable($0) }
            let generator = Generator(seed: seed)
            let function = compile { (arguments: [Tensor]) -> [Tensor] in
                let old = variables.map(\.value)
                var cells = old
                var program = RandomProgram(seed: seed, drawingFrom: generator)
                let outputs = program.run(size(seed), arguments, &cells)
                for place in cells.indices where cells[place].node !== old[place].node {
                    variables[place].value = cells[place]
                }
                return outputs
            }
            // The second call finds the memory of the first.
            for turn in 0..<2 {
                let before = variables.map(\.value)
                let copies = before.map { Tensor($0.scalars(as: Float.self), shape: $0.shape) }
                let firstDraw = UInt64(generator.upcomingKey[2])
                let found = function(arguments) + variables.map(\.value)
                comparisons.compare(found, "seed \(seed), call \(turn)") { shake in
                    run(seed, shake: shake, arguments, copies, firstDraw: firstDraw)
                }
                for (value, copy) in zip(before, copies) { expectClose(value, copy, tolerance: .exact) }
            }
        }
        comparisons.expectMostWereMade()
    }

    @Test("compute what their primitives say when they are evaluated as they are")
    func eager() {
        var comparisons = Comparisons()
        for seed in Self.seeds {
            let (arguments, values) = numbers(seed)
            let found = run(seed, arguments, values)
            evaluate(found)
            comparisons.compare(found, "seed \(seed)") { shake in
                run(seed, shake: shake, arguments, values)
            }
        }
        comparisons.expectMostWereMade()
    }

    /// What a program makes of numbers, not yet computed: its results and the new values of its cells.
    private func run(
        _ seed: UInt64, shake: Double = 0, _ arguments: [Tensor], _ values: [Tensor], firstDraw: UInt64 = 0
    ) -> [Tensor] {
        let generator = Generator(seed: seed)
        _ = generator.takeKey(for: firstDraw)
        var cells = values
        var program = RandomProgram(seed: seed, shake: shake, drawingFrom: generator)
        return program.run(size(seed), arguments, &cells) + cells
    }

    private func size(_ seed: UInt64) -> Int { 4 + Int(seed % 30) }

    private func numbers(_ seed: UInt64) -> (arguments: [Tensor], cells: [Tensor]) {
        var stream = RandomStream(seed: seed, stream: 1)
        func tensor(_ shape: Shape) -> Tensor {
            Tensor((0..<shape.elementCount).map { _ in Float(stream.uniform(-1, 1)) }, shape: shape)
        }
        return (RandomProgram.argumentShapes.map(tensor), RandomProgram.cellShapes.map(tensor))
    }
}

/// Compares tensors with those of the reference where rounding can be told from mistakes.
///
/// Rounding may decide on which side of a corner or jump an element lies. Shaking then moves it over, too, so a
/// result is compared only if shaking changes it by no more than two engines may differ.
private struct Comparisons {
    private static let tolerance: Tolerance = 1e-4
    private static let shake = 3e-6

    private var made = 0
    private var avoided = 0

    /// - Parameter graph: the graph to be computed by the reference, every result of it shaken so much.
    mutating func compare(_ found: [Tensor], _ what: String, _ graph: (_ shake: Double) -> [Tensor]) {
        let expected = graph(0)
        let shaken = [Self.shake, -Self.shake].map(graph)
        evaluateByReference(expected + shaken[0] + shaken[1])
        for index in expected.indices {
            let isFinite = expected[index].scalars(as: Float.self).allSatisfy(\.isFinite)
            let isStable = shaken.allSatisfy { mismatch($0[index], expected[index], Self.tolerance) == nil }
            if !isFinite || !isStable {
                avoided += 1
                continue
            }
            made += 1
            expectClose(found[index], expected[index], tolerance: Self.tolerance, "\(what), tensor \(index)")
        }
    }

    func expectMostWereMade() { #expect(made > 3 * avoided, "\(made) of \(made + avoided)") }
}
