import Chainrule

/// Sequences of random bits that are to be written again: what a Neural Turing Machine is tried on.
///
/// Inputs are `[steps, bits + marks]`. Targets are bits `[steps, outputs]`, 0 or 1 where one is asked for and
/// `Batch.ignoredLabel` elsewhere. All sequences of a problem are padded to the length of the longest.
///
/// Source: Graves, Wayne and Danihelka, "Neural Turing machines", 2014, sections 4.1 to 4.3.
public struct BitSequences: SequenceProblem {
    /// What is asked for.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// The vectors of eight bits that were shown. The size is the number of vectors.
        case copy
        /// The vectors of eight bits that were shown, several times, and a mark at the end. The size is the largest number of
        /// vectors, and of repetitions.
        case repeatCopy = "repeat-copy"
        /// Items of three vectors of six bits are shown and then one of them, after which the next one is asked for. The size
        /// is the number of items, at least two.
        case recall
    }

    public let kind: Kind
    /// The sizes of the sequences, each of which is as frequent as the others.
    public let sizes: ClosedRange<Int>

    /// - Precondition: sizes are at least 1, and at least 2 for recall.
    public init(_ kind: Kind, sizes: ClosedRange<Int>) {
        require(
            sizes.lowerBound >= (kind == .recall ? 2 : 1), "BitSequences: \(kind.rawValue) of sizes \(sizes)")
        (self.kind, self.sizes) = (kind, sizes)
    }

    /// The bits of a vector.
    public var bits: Int { kind == .recall ? 6 : 8 }

    /// The bits of an answer.
    public var outputs: Int { kind == .repeatCopy ? bits + 1 : bits }

    public var inputShape: Shape { [steps(of: sizes.upperBound), bits + (kind == .copy ? 1 : 2)] }

    private func steps(of size: Int) -> Int {
        switch kind {
        case .copy: 2 * size + 1
        case .repeatCopy: size + 1 + size * size + 1
        case .recall: (size + 2) * (Self.itemLength + 1)
        }
    }

    private static let itemLength = 3

    public func sequence(from random: inout RandomStream) -> Sample {
        func size() -> Int { sizes.lowerBound + random.integer(below: sizes.count) }
        func vectors(_ count: Int) -> [[Float]] {
            (0..<count).map { _ in (0..<bits).map { _ in Float(random.integer(below: 2)) } }
        }
        var tape = BitTape(bits: bits)
        switch kind {
        case .copy:
            let shown = vectors(size())
            tape.show(shown)
            tape.mark([1])
            tape.ask(for: shown)
        case .repeatCopy:
            let (shown, times) = (vectors(size()), size())
            tape.show(shown)
            // As for one to ten repetitions: mean 0 and variance 1.
            tape.mark([1, (Float(times) - 5.5) / 2.87])
            for _ in 0..<times { tape.ask(for: shown.map { $0 + [0] }) }
            tape.ask(for: [Array(repeating: 0, count: bits) + [1]])
        case .recall:
            let items = (0..<size()).map { _ in vectors(Self.itemLength) }
            for item in items {
                tape.mark([1, 0])
                tape.show(item)
            }
            let asked = random.integer(below: items.count - 1)
            tape.mark([0, 1])
            tape.show(items[asked])
            tape.mark([0, 1])
            tape.ask(for: items[asked + 1])
        }
        return tape.sample(inputShape: inputShape, outputs: outputs)
    }
}

/// A sequence of bits being written, step by step.
private struct BitTape {
    let bits: Int
    private var inputs: [[Float]] = []
    private var targets: [[Float]?] = []

    init(bits: Int) { self.bits = bits }

    mutating func show(_ vectors: [[Float]]) { for vector in vectors { add(vector, nil) } }

    mutating func mark(_ marks: [Float]) { add(Array(repeating: 0, count: bits) + marks, nil) }

    mutating func ask(for vectors: [[Float]]) { for vector in vectors { add([], vector) } }

    private mutating func add(_ input: [Float], _ target: [Float]?) {
        inputs.append(input)
        targets.append(target)
    }

    /// The sequence, padded.
    func sample(inputShape: Shape, outputs: Int) -> Sample {
        let (steps, features) = (inputShape[0], inputShape[1])
        var input = [Float](repeating: 0, count: steps * features)
        var target = [Float](repeating: Float(Batch.ignoredLabel), count: steps * outputs)
        for step in inputs.indices {
            for (place, number) in inputs[step].enumerated() { input[step * features + place] = number }
            for (place, bit) in (targets[step] ?? []).enumerated() { target[step * outputs + place] = bit }
        }
        return Sample(
            input: Tensor(input, shape: inputShape), target: Tensor(target, shape: [steps, outputs]))
    }
}
