extension Tensor: CustomStringConvertible, CustomDebugStringConvertible {
    /// The elements in nested brackets and aligned columns, as NumPy prints an array.
    ///
    /// Real numbers have as many digits as they need, at most eight of them behind the point, and one
    /// notation for the whole tensor. Of more than a thousand elements the three at either end of every axis
    /// are printed. Asking for the description evaluates the tensor.
    public var description: String {
        let array = value
        if array.count == 0 { return "[]" }
        let excerpt = Excerpt(of: array.shape)
        let words = array.words(at: excerpt.offsets(strides: array.strides))
        if rank == 0 { return words[0] }
        var layout = BracketLayout(excerpt: excerpt, words: words[...])
        return layout.brackets(axis: 0)
    }

    /// Element type, shape and name, then the elements; a scalar stays on one line.
    public var debugDescription: String {
        let name = name.map { ", name: \($0.debugDescription)" } ?? ""
        return "Tensor(\(type)\(name))\(rank == 0 ? " " : "\n")\(description)"
    }
}

/// The places of an array that are printed: all of them, or those near the ends of every axis.
struct Excerpt {
    private static let threshold = 1000
    static let edge = 3

    /// The places along each axis.
    let axes: [[Int]]
    /// Along which axes places were left out, behind the first three.
    let isCut: [Bool]

    init(of shape: Shape) {
        let isLarge = shape.elementCount > Self.threshold
        isCut = shape.map { isLarge && $0 > 2 * Self.edge }
        axes = zip(shape, isCut).map { size, isCut in
            isCut ? Array(0..<Self.edge) + Array(size - Self.edge..<size) : Array(0..<size)
        }
    }

    /// How far the places are from the first element, in row-major order.
    func offsets(strides: [Int]) -> [Int] {
        zip(axes, strides).reduce([0]) { offsets, axis in
            offsets.flatMap { offset in axis.0.map { offset + $0 * axis.1 } }
        }
    }
}

extension NDArray {
    /// The elements at `offsets` in words of one width.
    fileprivate func words(at offsets: [Int]) -> [String] {
        func elements<T: Scalar>(_ type: T.Type) -> [T] {
            withElements(T.self) { first in offsets.map { first[$0] } }
        }
        func realWords<T: FloatingScalar>(_ type: T.Type) -> [String] {
            let numbers = elements(T.self)
            if shape.rank == 0 { return numbers.map(RealFormat.loneWord) }
            let format = RealFormat(fitting: numbers)
            return numbers.map(format.word)
        }
        func plainWords<T: Scalar>(_ type: T.Type, minimumWidth: Int = 0) -> [String] {
            let words = elements(T.self).map { "\($0)" }
            let width = max(minimumWidth, words.map(\.count).max() ?? 0)
            return words.map { $0.leftPadded(to: width) }
        }
        return switch dtype {
        case .float32: realWords(Float.self)
        case .float64: realWords(Double.self)
        case .int32: plainWords(Int32.self)
        case .uint8: plainWords(UInt8.self)
        case .bool: plainWords(Bool.self, minimumWidth: shape.rank == 0 ? 0 : "false".count)
        }
    }
}

/// Words in nested brackets: a line, or several if it gets too long, for each place of the outer axes.
struct BracketLayout {
    private static let lineWidth = 75
    let excerpt: Excerpt
    /// The words that have not been laid out yet.
    var words: ArraySlice<String>

    private var rank: Int { excerpt.axes.count }

    /// The text of the next places along `axis`.
    mutating func brackets(axis: Int) -> String {
        let isRow = axis == rank - 1
        var items: [String] = []
        for _ in excerpt.axes[axis] {
            items.append(isRow ? words.removeFirst() : brackets(axis: axis + 1))
        }
        if excerpt.isCut[axis] { items.insert("...", at: Excerpt.edge) }
        let indent = String(repeating: " ", count: axis + 1)
        if isRow { return "[\(wrapped(items, indent: indent))]" }
        let lineBreak = String(repeating: "\n", count: rank - 1 - axis)
        return "[\(items.joined(separator: lineBreak + indent))]"
    }

    private func wrapped(_ items: [String], indent: String) -> String {
        // Every open bracket will take a column when it is closed.
        let width = Self.lineWidth - rank
        var lines: [String] = []
        var line = indent
        for item in items {
            if line.count > indent.count && line.count + item.count > width {
                lines.append(line)
                line = indent
            }
            line += item + " "
        }
        lines = lines.map { String(Substring($0).trimmingSuffix(" ")) } + [String(line.dropLast())]
        return String(lines.joined(separator: "\n").dropFirst(indent.count))
    }
}
