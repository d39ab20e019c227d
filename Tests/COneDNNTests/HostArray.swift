import COneDNN

/// Elements of an array wherever its strides say.
struct HostArray {
    var sizes: [Int]
    var strides: [Int]
    var elements: [Float]

    enum Order {
        case rowMajor, channelsLast, transposed
    }

    /// Dense. The elements are the same in any order, and repeat with no period that a size has.
    init(_ sizes: [Int], _ order: Order = .rowMajor, seed: Int = 1) {
        self.sizes = sizes
        var axes = Array(sizes.indices)
        switch order {
        case .rowMajor: break
        case .channelsLast: axes.append(axes.remove(at: 1))
        case .transposed: axes.swapAt(axes.count - 1, axes.count - 2)
        }
        strides = sizes
        var stride = 1
        for axis in axes.reversed() {
            strides[axis] = stride
            stride *= sizes[axis]
        }
        elements = [Float](repeating: 0, count: stride)
        for (place, index) in HostArray.indices(of: sizes).enumerated() {
            self[index] = Float((place * 7919 + seed * 104_729) % 1009) / 504.5 - 1
        }
    }

    var descriptor: cdn_array {
        var array = cdn_array()
        array.rank = Int32(sizes.count)
        withUnsafeMutableBytes(of: &array.sizes) { bytes in
            for (axis, size) in sizes.enumerated() { bytes.bindMemory(to: Int64.self)[axis] = Int64(size) }
        }
        withUnsafeMutableBytes(of: &array.strides) { bytes in
            for (axis, stride) in strides.enumerated() {
                bytes.bindMemory(to: Int64.self)[axis] = Int64(stride)
            }
        }
        return array
    }

    subscript(_ index: [Int]) -> Float {
        get { elements[zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }] }
        set { elements[zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }] = newValue }
    }

    /// Every index, the last axis fastest.
    static func indices(of sizes: [Int]) -> [[Int]] {
        sizes.reduce([[]]) { heads, size in heads.flatMap { head in (0..<size).map { head + [$0] } } }
    }

    /// The elements in row-major order, however they lie.
    var values: [Float] {
        HostArray.indices(of: sizes).map { self[$0] }
    }
}
