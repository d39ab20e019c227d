import COneDNN
import CVectorKernels

/// A matrix product.
final class ProductKernel: OneDNNKernel {
    struct Arrays {
        var left: cdn_array, right: cdn_array, bias: cdn_array?, result: cdn_array
    }

    private let arrays: Arrays
    private let accumulates: Bool
    private let epilogue: String

    /// Nil if oneDNN has no kernel for it.
    init?(_ arrays: Arrays, accumulates: Bool, detail: String, operationCount: Int) {
        let operation = arrays.withPointers { cdn_matmul($0, $1, $2, $3, accumulates) }
        guard let operation else { return nil }
        self.arrays = arrays
        self.accumulates = accumulates
        epilogue = detail
        super.init(operation, name: "matmul", detail: detail, operationCount: operationCount)
    }

    override func followed(by next: Kernel, operand: Int) -> Kernel? {
        guard !accumulates, let loop = next as? LoopKernel, loop.canRunInRanges(reading: operand) else {
            return nil
        }
        return ProductLoopKernel(
            arrays, loop, load: operand, epilogue: epilogue, operationCount: operationCount)
    }
}

extension ProductKernel.Arrays {
    fileprivate func withPointers<Result>(
        _ body: (
            UnsafePointer<cdn_array>, UnsafePointer<cdn_array>, UnsafePointer<cdn_array>?,
            UnsafePointer<cdn_array>
        ) -> Result
    ) -> Result {
        withOptionalPointer(bias) { bias in
            withUnsafePointers([left, right, result]) { body($0, $0 + 1, bias, $0 + 2) }
        }
    }
}

/// A product and the loop that alone reads its result, which is stored nowhere: a gradient and the update that wants it.
private final class ProductLoopKernel: Kernel {
    private let operation: OpaquePointer
    private let loop: LoopKernel

    init?(
        _ arrays: ProductKernel.Arrays, _ loop: LoopKernel, load: Int, epilogue: String, operationCount: Int
    ) {
        let operation = arrays.withPointers {
            cdn_make_product_loop($0, $1, $2, $3, loop.loop, Int32(load))
        }
        guard let operation else { return nil }
        self.operation = operation
        self.loop = loop
        let implementation = String(cString: cdn_product_loop_implementation(operation))
        super.init(
            name: "matmul+loop",
            detail: [epilogue, implementation, loop.detail].filter { !$0.isEmpty }.joined(separator: ", "),
            workspaceBytes: cdn_product_loop_scratchpad_bytes(operation),
            operationCount: operationCount + loop.operationCount)
    }

    deinit { cdn_free_product_loop(operation) }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        let status = cdn_run_product_loop(operation, pointers)
        require(status == 0, "\(name) (\(detail)): oneDNN failed with status \(status)")
    }
}
