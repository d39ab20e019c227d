import Chainrule
import TestSupport
import Testing

/// Elementwise functions and their gradients against PyTorch, at ordinary and at extreme places.
@Suite struct ElementwiseGoldenTests {
    static let unary: [(name: String, function: @Sendable (Tensor) -> Tensor)] = [
        ("exp", exp), ("log", log), ("log1p", log1p), ("expm1", expm1), ("sqrt", sqrt), ("rsqrt", rsqrt),
        ("tanh", tanh), ("sigmoid", sigmoid), ("softplus", softplus), ("relu", relu), ("erf", erf),
        ("gelu", gelu), ("sin", sin), ("cos", cos), ("abs", abs), ("sign", sign), ("floor", floor),
        ("round", round), ("reciprocal", reciprocal), ("clip", { clip($0, -1, 1) }),
        ("pow_scalar", { pow($0, 2.5) }),
    ]

    @Test("functions of one number", arguments: unary.map(\.name))
    func oneOperand(_ name: String) throws {
        let golden = try Golden("elementwise")
        let function = try #require(Self.unary.first { $0.name == name }).function
        let x = try golden["\(name).x"]
        let y = function(x)
        expectClose(y, try golden["\(name).output"], name)
        let dx = gradients(of: y.sum(), withRespectTo: x, unused: .zeros)
        expectClose(dx, try golden["\(name).dx"], "\(name)'s gradient")
    }

    @Test("functions of two numbers", arguments: ["pow", "minimum", "maximum"])
    func twoOperands(_ name: String) throws {
        let golden = try Golden("elementwise")
        let (x, y) = (try golden["\(name).x"], try golden["\(name).y"])
        let z =
            switch name {
            case "pow": pow(x, y)
            case "minimum": minimum(x, y)
            default: maximum(x, y)
            }
        expectClose(z, try golden["\(name).output"], name)
        let (dx, dy) = gradients(of: z.sum(), withRespectTo: x, y)
        expectClose(dx, try golden["\(name).dx"], "\(name)'s first gradient")
        expectClose(dy, try golden["\(name).dy"], "\(name)'s second gradient")
    }

    @Test("float32 agrees with float64 to single precision", arguments: unary.map(\.name))
    func singlePrecision(_ name: String) throws {
        let function = try #require(Self.unary.first { $0.name == name }).function
        let x = withRandomSeed(5) { Tensor.uniform([100], in: 0.3..<1.9) }
        let exact = function(x.cast(to: .float64)).cast(to: .float32)
        expectClose(function(x), exact, tolerance: .mixed(1e-6), name)
    }

    @Test("NaN passes through every function that compares")
    func notANumber() {
        let nan = Tensor([Double.nan, 1], shape: [2])
        for result in [relu(nan), maximum(nan, 0.5), minimum(nan, 2), abs(nan), sign(nan), clip(nan, 0, 1)] {
            let values: [Double] = result.scalars()
            #expect(values[0].isNaN && values[1] > 0)
        }
        #expect(nan.max().item().isNaN && nan.min().item().isNaN)
    }

    @Test("integers wrap around, and have no gradient functions")
    func integers() {
        let x = Tensor([Int32.max, -3], shape: [2])
        #expect((x + 1).scalars(as: Int32.self) == [Int32.min, -2])
        #expect(abs(x).scalars(as: Int32.self) == [Int32.max, 3])
        #expect((-Tensor([UInt8(1)], shape: [1])).scalars(as: UInt8.self) == [255])
    }
}
