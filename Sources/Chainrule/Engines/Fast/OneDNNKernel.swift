import COneDNN

/// An operation of oneDNN as a piece of a plan.
class OneDNNKernel: Kernel {
    let operation: OpaquePointer

    /// - Parameter operation: owned by the kernel from now on.
    init(_ operation: OpaquePointer, name: String, detail: String = "", operationCount: Int = 0) {
        self.operation = operation
        let implementation = String(cString: cdn_implementation(operation))
        super.init(
            name: name, detail: [detail, implementation].filter { !$0.isEmpty }.joined(separator: ", "),
            workspaceBytes: cdn_scratchpad_bytes(operation), operationCount: operationCount)
    }

    deinit { cdn_free(operation) }

    final override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        let status = cdn_run(operation, pointers)
        require(status == 0, "\(name) (\(detail)): oneDNN failed with status \(status)")
    }
}

extension cdn_array {
    init(_ view: ArrayView) { self.init(sizes: Array(view.shape), strides: view.strides) }

    /// A dense array with its axes in `order`, outermost first.
    init(_ type: TensorType, _ order: [Int]) {
        self.init(sizes: type.shape.sizes, strides: type.shape.strides(inOrder: order))
    }

    init(sizes: [Int], strides arrayStrides: [Int]) {
        self.init()
        rank = Int32(sizes.count)
        withUnsafeMutableBytes(of: &self.sizes) { bytes in
            _ = bytes.bindMemory(to: Int64.self).update(fromContentsOf: sizes.map(Int64.init))
        }
        withUnsafeMutableBytes(of: &strides) { bytes in
            _ = bytes.bindMemory(to: Int64.self).update(fromContentsOf: arrayStrides.map(Int64.init))
        }
    }
}

extension Epilogue {
    /// As in `+ bias, + residual`.
    var description: String {
        [bias.map { _ in "+ bias" }, residual.map { _ in "+ residual" }].compactMap { $0 }
            .joined(separator: ", ")
    }
}

extension Lowering {
    /// Puts what an operation adds its result to where the result will be: at no cost if nobody else needs it.
    mutating func place(_ residual: Int?, in result: ArrayView) {
        if let residual { copy(view(of: residual), to: result) }
    }
}

func withOptionalPointer<Value, Result>(_ value: Value?, _ body: (UnsafePointer<Value>?) -> Result) -> Result
{
    guard let value else { return body(nil) }
    return withUnsafePointer(to: value) { body($0) }
}

func withUnsafePointers<Value, Result>(_ values: [Value], _ body: (UnsafePointer<Value>) -> Result) -> Result
{
    values.withUnsafeBufferPointer { body($0.baseAddress!) }
}
