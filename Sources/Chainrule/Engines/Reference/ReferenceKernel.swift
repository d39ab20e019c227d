/// A primitive's own forward computation as a piece of a plan.
final class ReferenceKernel: Kernel {
    private let primitive: any Primitive
    private let operands: [ArrayView]
    private let result: ArrayView

    init(_ primitive: any Primitive, _ operands: [ArrayView], _ result: ArrayView) {
        self.primitive = primitive
        self.operands = operands
        self.result = result
        super.init(name: primitive.name, detail: "reference")
    }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        let arrays = operands.indices.map {
            NDArray(at: pointers[$0]!, operands[$0].type, strides: operands[$0].strides)
        }
        let value = primitive.forward(arrays)
        require(
            value.type == result.type,
            "\(primitive.name) promised \(result.type) and made \(value.type)")
        let target = NDArray(at: pointers[operands.count]!, result.type, strides: result.strides)
        value.copy(into: target, strides: result.strides, offset: 0)
    }
}
