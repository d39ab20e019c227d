import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Attention")
struct AttentionTests {
    /// The output and the weights of each example side by side, as in the golden file.
    private static func joined(_ attention: (output: Tensor, weights: Tensor)) -> Tensor {
        concatenate([attention.output.flattened(from: 1), attention.weights.flattened(from: 1)], axis: 1)
    }

    @Test("of a sequence to itself agrees with PyTorch, and so do its weights and all gradients")
    func selfAttention() throws {
        try expectGolden(
            "attention.self", others: [], part: { MultiheadAttention(6, heads: 2, dtype: $0) },
            apply: { Self.joined($0.attend($1[0])) })
        try expectGolden(
            "attention.causal", others: [],
            part: { MultiheadAttention(6, heads: 3, isCausal: true, bias: false, dtype: $0) },
            apply: { Self.joined($0.attend($1[0])) })
    }

    @Test("to a memory, with values of its own")
    func memory() throws {
        try expectGolden(
            "attention.memory", others: ["memory", "values"],
            part: { MultiheadAttention(6, heads: 2, dtype: $0) },
            apply: { Self.joined($0.attend($1[0], to: $1[1], values: $1[2])) })
    }

    @Test("leaves out padding, beside causality too", arguments: [true, false])
    func padding(isCausal: Bool) throws {
        try expectGolden(
            "attention.\(isCausal ? "causal_" : "")padding", others: ["padding"],
            part: { MultiheadAttention(6, heads: 2, isCausal: isCausal, dtype: $0) },
            apply: { Self.joined($0.attend($1[0], padding: $1[1] .!= 0)) })
    }

    @Test("by a mask is that of causality, if the mask says so")
    func mask() {
        let (plain, causal) = (
            MultiheadAttention(4, heads: 2), MultiheadAttention(4, heads: 2, isCausal: true)
        )
        for (a, b) in zip(plain.parameters(), causal.parameters()) { b.parameter.value = a.parameter.value }
        let x = Tensor.normal([2, 3, 4], from: Generator(seed: 1))
        let later = Tensor.iota([3, 3], axis: 1) .> Tensor.iota([3, 3], axis: 0)
        expectClose(plain.attend(x, mask: later).output, causal(x), tolerance: 1e-6)
    }

    @Test("of a query without keys is zero before the last projection, with gradients of zero")
    func nothingAllowed() {
        let layer = MultiheadAttention(4, heads: 2, from: Generator(seed: 1))
        layer.output.bias!.value = Tensor([1, 2, 3, 4])
        let x = Tensor.normal([2, 3, 4], from: Generator(seed: 2))
        let padding = Tensor([1, 1, 1, 0, 0, 1], shape: [2, 3]) .> 0
        let (output, weights) = layer.attend(x, padding: padding)
        for place in 0..<3 { #expect(output[0, place].scalars(as: Float.self) == [1, 2, 3, 4]) }
        #expect(weights[0].sum().item() == 0)
        expectClose(weights[1].sum(axes: 2), .ones([2, 3]), tolerance: 1e-6)
        let gradient = gradients(of: (output * output).sum(), withRespectTo: x)
        #expect(gradient[0].scalars(as: Float.self).allSatisfy { $0 == 0 })
        #expect(gradient[1].scalars(as: Float.self).allSatisfy { $0.isFinite && $0 != 0 })
    }

    @Test("drops weights in training alone")
    func dropout() {
        let layer = MultiheadAttention(4, heads: 2, dropout: 0.5)
        let x = Tensor.normal([2, 8, 4], from: Generator(seed: 2))
        let weights = withRandomSeed(3) { layer.attend(x).weights }.scalars(as: Float.self)
        #expect((32..<224).contains(weights.count { $0 == 0 }))
        #expect(evaluating { layer.attend(x).weights }.scalars(as: Float.self).allSatisfy { $0 > 0 })
    }

    @Test("with turned queries and keys depends on distances alone")
    func rotary() {
        let rotary = RotaryPositions()
        let (q, k) = (
            Tensor.normal([6], from: Generator(seed: 1)), Tensor.normal([6], from: Generator(seed: 2))
        )
        let turned = { (x: Tensor) in rotary(x.broadcast(to: [9, 6])) }
        let scores = matmul(turned(q), turned(k).transposed())
        expectClose(scores[0..<8, 0..<8], scores[1..<9, 1..<9], tolerance: 1e-4)
        let layer = MultiheadAttention(8, heads: 2, rotary: rotary)
        let x = Tensor.normal([1, 1, 8], from: Generator(seed: 3)).broadcast(to: [1, 5, 8])
        let weights = layer.attend(x).weights[0, 0, 4].scalars(as: Float.self)
        #expect(Set(weights).count == 5)
    }

    @Test("starts out as PyTorch's: Xavier's bounds, and biases of zero")
    func initialValues() {
        let layer = MultiheadAttention(64, heads: 4, from: Generator(seed: 1))
        let bound = Float((6.0 / (64 + 192)).squareRoot())
        let weights = layer.inputWeight.value.scalars(as: Float.self)
        #expect(weights.allSatisfy { abs($0) <= bound } && weights.contains { abs($0) > 0.95 * bound })
        #expect(layer.inputBias!.value.scalars(as: Float.self).allSatisfy { $0 == 0 })
        #expect(layer.output.bias!.value.scalars(as: Float.self).allSatisfy { $0 == 0 })
        #expect(
            layer.parameters().map(\.name)
                == ["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"])
    }
}

@Suite("Positions and Transformer blocks")
struct TransformerBlockTests {
    @Test("positions agree with PyTorch's operations")
    func positions() throws {
        try expectGolden("attention.learned") { LearnedPositions(6, 4, dtype: $0) }
        try expectGolden("attention.sinusoidal") { _ in SinusoidalPositions() }
        try expectGolden("attention.sinusoidal_odd") { _ in SinusoidalPositions() }
        try expectGolden("attention.rotary") { _ in RotaryPositions() }
    }

    @Test("a block agrees with PyTorch's TransformerEncoderLayer, before and after normalization")
    func blocks() throws {
        try expectGolden("attention.block") {
            TransformerBlock(6, heads: 2, hidden: 8, dropout: 0, dtype: $0)
        }
        try expectGolden("attention.block_causal") {
            TransformerBlock(6, heads: 3, isCausal: true, dropout: 0, dtype: $0)
        }
        try expectGolden("attention.block_norm_last") {
            TransformerBlock(
                6, heads: 2, hidden: 8, normFirst: false, activation: ReLU(), dropout: 0, dtype: $0)
        }
        try expectGolden(
            "attention.block_padding", others: ["padding"],
            part: { TransformerBlock(6, heads: 2, hidden: 8, dropout: 0, dtype: $0) },
            apply: { $0($1[0], padding: $1[1] .!= 0) })
    }

    @Test("a causal block does not see later places")
    func causality() {
        let block = TransformerBlock(8, heads: 2, isCausal: true, rotary: RotaryPositions())
        let x = Tensor.normal([1, 6, 8], from: Generator(seed: 1))
        let changed = concatenate([x[0..., 0..<4], x[0..., 4..<6] * 3], axis: 1)
        let (before, after) = evaluating { (block(x), block(changed)) }
        expectClose(after[0..., 0..<4], before[0..., 0..<4], tolerance: 1e-6)
        #expect(abs(after - before)[0, 5].max().item() > 0.01)
    }
}
