/// One piece of work of a plan, ready to run again and again.
///
/// A class and no protocol, so that a plan can call it without counting references.
package class Kernel {
    /// What the work is called in an explained plan, such as `matmul`.
    let name: String
    /// How it is done: the fused operations, or the implementation that was chosen.
    let detail: String
    /// The bytes of memory it needs only while it runs.
    let workspaceBytes: Int
    /// The floating-point operations it makes, where they can be counted.
    let operationCount: Int

    init(name: String, detail: String = "", workspaceBytes: Int = 0, operationCount: Int = 0) {
        self.name = name
        self.detail = detail
        self.workspaceBytes = workspaceBytes
        self.operationCount = operationCount
    }

    /// Work that is planned and never done.
    package convenience init(planned name: String) { self.init(name: name) }

    /// A kernel that also does the work of `next`, which reads this one's only result as that operand, so that the result
    /// need not be stored; nil if there is none. Its operands are those of both without the result, one kernel's after the
    /// other's.
    func followed(by next: Kernel, operand: Int) -> Kernel? { nil }

    /// Does the work: `pointers` are those of the operands, those of the results and that of the workspace.
    func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        fatalError("\(name) does nothing")
    }
}

/// A kernel with its operands and results.
package struct Instruction {
    let kernel: Kernel
    let operands: [ArrayView]
    let results: [ArrayView]
    /// Whether a result may take the place of an operand that lies in the same way and is not needed again.
    var worksInPlace = false

    package init(kernel: Kernel, operands: [ArrayView], results: [ArrayView], worksInPlace: Bool = false) {
        self.kernel = kernel
        self.operands = operands
        self.results = results
        self.worksInPlace = worksInPlace
    }
}
