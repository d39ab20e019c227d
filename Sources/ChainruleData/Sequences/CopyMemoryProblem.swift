import Chainrule
import Foundation

/// The copy memory problem: ten symbols are shown, and asked for again after a long pause.
///
/// A sequence is ten symbols of eight, `lag` − 1 blanks, a delimiter that asks for the symbols, and ten blanks. Inputs are
/// `[lag + 20, 10]`, one-hot: the eight symbols, the blank and the delimiter. Targets are int32 labels `[lag + 20]`, blanks and
/// at the last ten steps the symbols. A network that remembers nothing can at best choose a symbol at random: a mean
/// cross-entropy of 10·ln 8 / (lag + 20).
///
/// Source: Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997, in the form of Arjovsky, Shah and
/// Bengio, "Unitary evolution recurrent neural networks", ICML 2016.
public struct CopyMemoryProblem: SequenceProblem {
    /// The symbols of a sequence.
    public static let length = 10
    /// The different symbols.
    public static let symbolCount = 8
    /// The label of a blank, behind those of the symbols.
    public static let blank = symbolCount

    private static let delimiter = symbolCount + 1

    /// How many steps lie between seeing a symbol and the beginning of the answer.
    public let lag: Int

    /// - Precondition: the lag is at least 1.
    public init(lag: Int) {
        require(lag >= 1, "CopyMemoryProblem: a lag of \(lag)")
        self.lag = lag
    }

    public var inputShape: Shape { [lag + 2 * Self.length, Self.symbolCount + 2] }

    /// The mean cross-entropy of a network that remembers nothing.
    public var baselineLoss: Double { Double(Self.length) * log(8) / Double(inputShape[0]) }

    public func sequence(from random: inout RandomStream) -> Sample {
        let symbols = (0..<Self.length).map { _ in Int32(random.integer(below: Self.symbolCount)) }
        func blanks(_ count: Int) -> [Int32] { Array(repeating: Int32(Self.blank), count: count) }
        let shown = symbols + blanks(lag - 1) + [Int32(Self.delimiter)] + blanks(Self.length)
        let wanted = blanks(lag + Self.length) + symbols
        let features = inputShape[1]
        var input = [Float](repeating: 0, count: inputShape.elementCount)
        for (step, symbol) in shown.enumerated() { input[step * features + Int(symbol)] = 1 }
        return Sample(input: Tensor(input, shape: inputShape), target: Tensor(wanted))
    }
}
