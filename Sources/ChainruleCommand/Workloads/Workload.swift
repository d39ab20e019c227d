import Chainrule

/// Something whose speed is measured; the same thing is written for other frameworks in Benchmarks/peers.
struct Workload: Sendable {
    let name: String
    let summary: String
    /// The default batch size; nil if there is none.
    var batch: Int?
    /// The default number of layers; nil if it is fixed.
    var depth: Int?
    /// Makes the workload ready to run, with a batch size and a depth; what it draws is the same every time.
    let prepare: @Sendable (_ batch: Int, _ depth: Int) -> Step

    static let all = [
        scalarGraph, twoLayerSigmoid, mlp, autoencoder, lenet, convNetBN, alexNet, vgg11, resnet18, textCNN,
        charLSTM512, charLSTM128, charLSTM128Unrolled, charGRU256, transformerChar, charRNNSample,
        tanhForward, lenetLatency,
    ]

    /// Makes the workload ready to run, with the given options or else by default.
    func step(batch: Int?, depth: Int?) -> Step {
        withRandomSeed(2013) { prepare(batch ?? self.batch ?? 1, depth ?? self.depth ?? 1) }
    }
}

/// Random batches, drawn from the current generator.
enum Batch {
    /// Numbers of the normal distribution.
    static func numbers(_ shape: Shape) -> Tensor { leaf(.normal(shape)) }

    /// Whole numbers from 0 up to, but not including, `limit`.
    static func indices(_ shape: Shape, below limit: Int) -> Tensor {
        leaf((.uniform(shape, dtype: .float64) * Double(limit)).cast(to: .int32))
    }

    /// The value without the operations that it was drawn with.
    private static func leaf(_ drawn: Tensor) -> Tensor { Variable(drawn, name: "input").value }
}
