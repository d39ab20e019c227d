/// Numbers drawn evenly from 0 ..< 1; a pure function of the key it is given.
struct RandomUniform: Primitive {
    static let name = "random-uniform"
    let type: TensorType
    /// What is added to the draw's number in the key, so that several draws can share a key.
    var draw: UInt64 = 0
    var attributes: String { "\(type), draw \(draw)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        if inputs[0].type != TensorType([4], .int32) {
            throw mismatch(inputs, "the key must be int32[4]: two words of seed and two of the draw's number")
        }
        if !type.dtype.isFloatingPoint {
            throw mismatch(inputs, "makes float32 or float64, not \(type.dtype)")
        }
        return type
    }

    func forward(_ inputs: [NDArray]) -> NDArray {
        let words = inputs[0].scalars(as: Int32.self).map(UInt32.init(bitPattern:))
        let key = SIMD2(words[0], words[1])
        let draw = (UInt64(words[3]) << 32 | UInt64(words[2])) &+ draw
        func block(_ number: Int) -> SIMD4<UInt32> {
            let counter = SIMD4(
                UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number >> 32),
                UInt32(truncatingIfNeeded: draw), UInt32(truncatingIfNeeded: draw >> 32))
            return Philox.words(counter: counter, key: key)
        }
        let count = type.shape.elementCount
        if type.dtype == .float32 {
            return NDArray(type.shape, Float.self) { numbers in
                for first in stride(from: 0, to: count, by: 4) {
                    let words = block(first / 4)
                    for i in 0..<min(4, count - first) { numbers[first + i] = Float(words[i] >> 8) * 0x1p-24 }
                }
            }
        }
        return NDArray(type.shape, Double.self) { numbers in
            for first in stride(from: 0, to: count, by: 2) {
                let words = block(first / 2)
                for i in 0..<min(2, count - first) {
                    let bits = UInt64(words[2 * i + 1]) << 32 | UInt64(words[2 * i])
                    numbers[first + i] = Double(bits >> 11) * 0x1p-53
                }
            }
        }
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] { [nil] }

    static let samples = [
        PrimitiveSample(RandomUniform(type: TensorType([7], .float64)), .index([4], 0...1000)),
        PrimitiveSample(RandomUniform(type: TensorType([2, 3], .float32)), .index([4], 0...1000)),
    ]
    static let exemption: String? = "it has no floating-point operands"
}
