import Chainrule
import TestSupport
import Testing

/// A leaf without a value until it is evaluated, as a parameter of a compiled function is.
struct Unknown: Primitive {
    private final class Holder: Sendable {
        let value: NDArray
        init(_ value: NDArray) { self.value = value }
    }

    static let name = "unknown"
    private let holder: Holder

    static func leaf(_ value: Tensor) -> Tensor {
        Tensor(node: Node(Unknown(holder: Holder(value.value)), [], value.type))
    }

    static func == (left: Unknown, right: Unknown) -> Bool { left.holder === right.holder }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(holder)) }
    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType { holder.value.type }
    func forward(_ inputs: [NDArray]) -> NDArray { holder.value }
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] { [] }
    static let samples: [PrimitiveSample] = []
}

/// How often every operation occurs in the graph of some tensors, leaves left out.
///
/// - Parameter size: Counts operations only that have an operand or a result of so many elements or more.
func operations(in tensors: [Tensor], of size: Int = 0) -> [String: Int] {
    let nodes = TopologicalOrder(endingAt: tensors).nodes.filter { node in
        let shapes = node.inputs.map(\.shape) + [node.shape]
        return !node.inputs.isEmpty && shapes.contains { $0.elementCount >= size }
    }
    return nodes.map { $0.primitive.name }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
}

/// The number of operations, leaves left out.
func operationCount(in tensors: [Tensor]) -> Int { operations(in: tensors).values.reduce(0, +) }

/// An expression, what simplification leaves of it and how well its value is preserved.
struct SimplificationCase: Sendable, CustomTestStringConvertible {
    enum Preservation {
        /// Every bit, for NaN, infinities and −0 too; one NaN is as good as another.
        case bits
        /// Every bit but the sign of a zero.
        case numbers
        /// Up to rounding, for finite numbers.
        case rounded
    }

    let testDescription: String
    let operations: [String: Int]
    /// What counts as an operation.
    let size: Int
    let preserves: Preservation
    let expression: @Sendable (_ x: Tensor, _ y: Tensor, _ scalar: Tensor) -> Tensor

    init(
        _ description: String, _ operations: [String: Int], of size: Int = 0, preserves: Preservation = .bits,
        _ expression: @escaping @Sendable (_ x: Tensor, _ y: Tensor, _ scalar: Tensor) -> Tensor
    ) {
        testDescription = description
        self.operations = operations
        self.size = size
        self.preserves = preserves
        self.expression = expression
    }

    /// x and y [2, 3] with special numbers where the values must be preserved for these.
    func check(sourceLocation: SourceLocation = #_sourceLocation) {
        let special = Tensor([.nan, -0.0, .infinity, -.infinity, 0, -1.5] as [Double], shape: [2, 3])
        let plain = Tensor([[0.3, -1.2, 2], [0.7, 1.1, -0.4]], dtype: .float64)
        let x = Unknown.leaf(preserves == .rounded ? plain : special)
        let y = Unknown.leaf(Tensor([[1.7, 0.2, -0.6], [2.1, -0.8, 0.9]], dtype: .float64))
        let original = expression(x, y, Unknown.leaf(Tensor(0.7, dtype: .float64)))
        let result = simplified([original])[0]
        #expect(
            ChainruleTests.operations(in: [result], of: size) == operations, sourceLocation: sourceLocation)
        switch preserves {
        case .bits:
            #expect(result.type == original.type, sourceLocation: sourceLocation)
            #expect(bits(of: result) == bits(of: original), sourceLocation: sourceLocation)
        case .numbers:
            expectClose(result, original, tolerance: .exact, sourceLocation: sourceLocation)
        case .rounded:
            expectClose(result, original, tolerance: 1e-14, sourceLocation: sourceLocation)
        }
    }

    private func bits(of tensor: Tensor) -> [UInt64] {
        tensor.scalars(as: Double.self).map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern }
    }
}

@Suite("Simplifying a graph")
struct SimplifyTests {
    let x = Unknown.leaf(Tensor([[0.3, -1.2, 2], [0.7, 1.1, -0.4]], dtype: .float64))
    let y = Unknown.leaf(Tensor([[1.7, 0.2, -0.6], [2.1, -0.8, 0.9]], dtype: .float64))

    @Test("makes one node of equal ones, whatever the order of a sum or a product")
    func commonSubexpressions() {
        let outputs = [exp(x) + y * x, x * y + exp(x), y - x, x - y]
        let results = simplified(outputs)
        #expect(operations(in: results) == ["exp": 1, "multiply": 1, "add": 1, "subtract": 2])
        #expect(results[0].node === results[1].node)
        for (result, output) in zip(results, outputs) { expectClose(result, output, tolerance: .exact) }
    }

    @Test("tells operations apart by their attributes, down to the sign of a zero")
    func attributes() {
        let outputs = [
            x.sum(axes: 0, keepDims: true), x.sum(axes: 1, keepDims: true), x.cast(to: .float32),
            x.padded([(1, 0), (0, 0)], with: 0), x.padded([(1, 0), (0, 0)], with: -0.0),
            stopGradient(x).padded([(1, 0), (0, 0)], with: -0.0),
        ]
        let results = simplified(outputs)
        #expect(operations(in: results) == ["sum": 2, "cast": 1, "pad": 2])
        #expect(1 / results[4][0, 0].item() == -.infinity)
        #expect(1 / results[3][0, 0].item() == .infinity)
    }

    @Test("shares equal numbers and draws with one key, but no unknown leaves")
    func leaves() {
        let key = Unknown.leaf(Tensor([1, 2, 3, 4], dtype: .int32))
        func draw() -> Tensor {
            let draw = Tensor.uniform([3])
            return Tensor(node: Node(draw.node.primitive, [key], draw.type))
        }
        #expect(
            operations(in: simplified([draw() * 3, draw() * 3])) == [
                "random-uniform": 1, "multiply": 1, "broadcast": 1,
            ])
        let other = Unknown.leaf(.zeros([2, 3], dtype: .float64))
        #expect(operations(in: simplified([exp(x), exp(other)])) == ["exp": 2])
    }

    @Test("keeps a graph in which there is nothing to do, node by node")
    func unchanged() {
        let output = tanh(matmul(x, y.transposed()).named("product"))
        #expect(simplified([output])[0].node === output.node)
        let rebuilt = simplified([tanh(matmul(x * 1, y.transposed()).named("product"))])[0]
        #expect(rebuilt.node.inputs[0].name == "product")
    }

    @Test("does not visit what no output depends on")
    func deadNodes() {
        let guarded = customGradient([exp(y)]) { _ in
            x
        } gradient: { upstream, _, _ in
            [upstream]
        }
        let chosen = select(guarded, where: Tensor(1, dtype: .bool), otherwise: log(y))
        let nodes = TopologicalOrder(endingAt: simplified([chosen])).nodes
        #expect(nodes.count == 1 && nodes[0] === x.node)
    }

    @Test("starts from values that are known, without their history")
    func knownValues() {
        let known = exp(Tensor([1, 2]))
        evaluate([known])
        for foldsConstants in [true, false] {
            let result = simplified([known * known], foldsConstants: foldsConstants)[0]
            #expect((operations(in: [result])["exp"] ?? 0) == 0)
            expectClose(result, known * known, tolerance: .exact)
        }
        let input = Tensor([1, 2])
        #expect(simplified([input], foldsConstants: false)[0].node === input.node)
    }

    @Test("looks at no value where values are data")
    func data() {
        let outputs = [
            x * 1, x + 0, exp(Tensor([1, 2])), -(-x), x.reshaped(to: [3, 2] as Shape).reshaped(to: x.shape),
        ]
        let results = simplified(outputs, foldsConstants: false)
        #expect(operations(in: results) == ["multiply": 1, "add": 1, "broadcast": 2, "exp": 1])
        for (result, output) in zip(results, outputs) { expectClose(result, output, tolerance: .exact) }
    }

    @Test("takes a chain of 100 000 nodes")
    func longChain() {
        var f = x
        for _ in 0..<50_000 { f = tanh(f) * 1 }
        #expect(operations(in: simplified([f])) == ["tanh": 50_000])
    }

    @Test("folds constants unless the result is large and its operands are small")
    func folding() {
        let (small, row) = (Tensor([1, 2]), Tensor(0..<2000, dtype: .float32))
        let column = row.expandingDimension(at: 1)
        #expect(operations(in: simplified([exp(small) + small.sum(), row.sum()])) == [:])
        #expect(operations(in: simplified([row + column])) == ["reshape": 1, "broadcast": 2, "add": 1])
        expectClose(simplified([exp(small)])[0], exp(small), tolerance: .exact)
        // All ones are the number 1 broadcast.
        #expect(operations(in: simplified([x * Tensor([[1, 1, 1], [1, 1, 1]], dtype: .float64)])) == [:])
    }

    @Test("second-order gradients of a network stay the same")
    func secondOrder() {
        func draw(_ shape: Shape, _ seed: UInt64) -> Tensor {
            Unknown.leaf(Tensor.uniform(shape, in: -1..<1, dtype: .float64, from: Generator(seed: seed)))
        }
        let parameters = [draw([4, 5], 1), draw([5], 2), draw([5, 3], 3), draw([3], 4)]
        let labels = Unknown.leaf(Tensor([0, 2, 1, 1, 0, 2], dtype: .int32))
        let hidden = tanh(matmul(draw([6, 4], 5), parameters[0]) + parameters[1])
        let logits = matmul(hidden, parameters[2]) + parameters[3]
        let loss = crossEntropies(logits, labels).mean()
        let first = gradients(of: loss, withRespectTo: parameters)
        let product = zip(first, parameters).map { ($0 * cos($1)).sum() }.reduce(
            Tensor(0, dtype: .float64), +)
        let second = gradients(of: product, withRespectTo: parameters)
        let outputs = [loss] + first + second
        let results = simplified(outputs)
        let (before, after) = (operationCount(in: outputs), operationCount(in: results))
        #expect(after < before * 8 / 10)
        for (result, output) in zip(results, outputs) { expectClose(result, output, tolerance: 1e-13) }
    }

    @Test("zeros between elements are padding, though there are none around them")
    func paddingBetween() {
        let x = Tensor([1, 2, 3, 4, 5])
        let slope = compile { (x: Tensor) in
            let every = x[stride(from: 0, to: 5, by: 2)]
            return gradients(of: (every * every).sum(), withRespectTo: x)
        }
        #expect(slope(x).scalars() == [2, 0, 6, 0, 10] as [Float])
    }

    @Test("a cast to float32 and back rounds integers that float32 does not have")
    func roundingCast() {
        let function = compile { (x: Tensor) in x.cast(to: .float32).cast(to: .int32) }
        #expect(function(Tensor([16_777_217, 3], dtype: .int32)).scalars() == [16_777_216, 3] as [Int32])
    }

    @Test("a division by a power of 2 whose inverse overflows stays a division")
    func tinyDivisor() {
        let x = Tensor([0x1p-139, 3 * 0x1p-141] as [Float], shape: [2])
        for y in [compile { $0 / 0x1p-140 }(x), x / 0x1p-140] {
            #expect(y.scalars() == [2, 1.5] as [Float])
        }
    }
}
