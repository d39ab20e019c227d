/// Moves the elements of a value from one layout to another, for element types that no vector loop reads.
final class CopyKernel: Kernel {
    private let source: ArrayView
    private let target: ArrayView

    init(_ source: ArrayView, _ target: ArrayView) {
        self.source = source
        self.target = target
        super.init(name: "copy", detail: "\(source.type)")
    }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        NDArray(at: pointers[0]!, source.type, strides: source.strides).copy(
            into: NDArray(at: pointers[1]!, target.type, strides: target.strides), strides: target.strides,
            offset: 0)
    }
}

extension Lowering {
    func copyInstruction(from view: ArrayView, to target: ArrayView) -> Instruction {
        if settings.engine != .reference, [.float32, .bool].contains(view.type.dtype), view.shape.rank <= 8 {
            return .copying(view, to: target, threads: settings.threads)
        }
        return Instruction(kernel: CopyKernel(view, target), operands: [view], results: [target])
    }
}
