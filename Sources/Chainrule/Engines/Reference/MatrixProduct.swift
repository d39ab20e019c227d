/// The product of two batches of matrices, however they are strided.
///
/// Both factors are copied into panels in the order in which the inner loop reads them, so that a transposed
/// factor costs nothing extra and the inner loop is plain vector arithmetic.
func matrixProduct<T: FloatingScalar>(_ x: NDArray, _ y: NDArray, _ type: T.Type) -> NDArray {
    let rank = x.shape.rank
    let (rows, depth, columns) = (x.shape[rank - 2], x.shape[rank - 1], y.shape[rank - 1])
    let batch = x.shape.dropLast(2).reduce(1, *)
    let (left, right) = (x.batchOffsets, y.batchOffsets)
    return NDArray(Shape(x.shape.dropLast() + [columns]), T.self) { result in
        x.withElements(T.self) { xStart in
            y.withElements(T.self) { yStart in
                for matrix in 0..<batch {
                    multiply(
                        Matrix(xStart + left[matrix], rows, depth, x.strides.suffix(2)),
                        Matrix(yStart + right[matrix], depth, columns, y.strides.suffix(2)),
                        into: result + matrix * rows * columns)
                }
            }
        }
    }
}

extension NDArray {
    /// Where each matrix of a batch starts.
    fileprivate var batchOffsets: [Int] {
        var offsets = [0]
        for (size, step) in Swift.zip(shape, strides).dropLast(2) {
            offsets = offsets.flatMap { offset in (0..<size).map { offset + $0 * step } }
        }
        return offsets
    }
}

/// A strided matrix in memory.
private struct Matrix<T> {
    let start: UnsafePointer<T>
    let rows: Int
    let columns: Int
    let rowStep: Int
    let columnStep: Int

    init(_ start: UnsafePointer<T>, _ rows: Int, _ columns: Int, _ steps: ArraySlice<Int>) {
        self.start = start
        self.rows = rows
        self.columns = columns
        (rowStep, columnStep) = (steps[steps.startIndex], steps[steps.startIndex + 1])
    }
}

/// A panel has eight columns of the right factor and a tile four rows of the left one: their 32 sums are what
/// fits into the vector registers of any processor.
private let panelWidth = 8
private let tileHeight = 4

private func multiply<T: FloatingScalar>(
    _ x: Matrix<T>, _ y: Matrix<T>, into result: UnsafeMutablePointer<T>
) {
    let depth = x.columns
    let panels = (y.columns + panelWidth - 1) / panelWidth
    let tiles = (x.rows + tileHeight - 1) / tileHeight
    let right = UnsafeMutablePointer<T>.allocate(capacity: Swift.max(1, panels * panelWidth * depth))
    defer { right.deallocate() }
    nonisolated(unsafe) let (x, y, packed, result) = (x, y, right, result)
    forEachInParallel(panels, costPerItem: depth * panelWidth) { panel in
        pack(y, panel * panelWidth, packed + panel * panelWidth * depth)
    }
    forEachInParallel(tiles, costPerItem: depth * tileHeight * y.columns) { tile in
        let first = tile * tileHeight
        let height = Swift.min(tileHeight, x.rows - first)
        withUnsafeTemporaryAllocation(of: T.self, capacity: Swift.max(1, tileHeight * depth)) { left in
            packTile(x, first, height, left.baseAddress!)
            for panel in 0..<panels {
                let column = panel * panelWidth
                let sums = tileProduct(left.baseAddress!, packed + column * depth, depth)
                let width = Swift.min(panelWidth, y.columns - column)
                store(sums, result + first * y.columns + column, height, width, step: y.columns)
            }
        }
    }
}

/// The columns from `column` on, row after row, zeros where the matrix ends.
private func pack<T: FloatingScalar>(
    _ matrix: Matrix<T>, _ column: Int, _ panel: UnsafeMutablePointer<T>
) {
    let width = Swift.min(panelWidth, matrix.columns - column)
    for row in 0..<matrix.rows {
        let source = matrix.start + row * matrix.rowStep + column * matrix.columnStep
        let target = panel + row * panelWidth
        for i in 0..<width { target[i] = source[i * matrix.columnStep] }
        for i in width..<panelWidth { target[i] = 0 }
    }
}

/// The rows from `row` on, column after column, zeros where the matrix ends.
private func packTile<T: FloatingScalar>(
    _ matrix: Matrix<T>, _ row: Int, _ height: Int, _ tile: UnsafeMutablePointer<T>
) {
    for i in 0..<tileHeight {
        let source = matrix.start + (row + i) * matrix.rowStep
        for column in 0..<matrix.columns {
            tile[column * tileHeight + i] = i < height ? source[column * matrix.columnStep] : 0
        }
    }
}

@inline(__always)
private func tileProduct<T: FloatingScalar>(
    _ tile: UnsafePointer<T>, _ panel: UnsafePointer<T>, _ depth: Int
) -> (SIMD8<T>, SIMD8<T>, SIMD8<T>, SIMD8<T>) {
    var (a, b, c, d) = (SIMD8<T>.zero, SIMD8<T>.zero, SIMD8<T>.zero, SIMD8<T>.zero)
    for k in 0..<depth {
        let row = UnsafeRawPointer(panel + k * panelWidth).loadUnaligned(as: SIMD8<T>.self)
        let column = tile + k * tileHeight
        a += row * column[0]
        b += row * column[1]
        c += row * column[2]
        d += row * column[3]
    }
    return (a, b, c, d)
}

@inline(__always)
private func store<T: FloatingScalar>(
    _ sums: (SIMD8<T>, SIMD8<T>, SIMD8<T>, SIMD8<T>), _ corner: UnsafeMutablePointer<T>,
    _ height: Int, _ width: Int, step: Int
) {
    func store(_ row: SIMD8<T>, _ i: Int) {
        guard i < height else { return }
        let target = corner + i * step
        if width == panelWidth {
            UnsafeMutableRawPointer(target).storeBytes(of: row, as: SIMD8<T>.self)
        } else {
            for j in 0..<width { target[j] = row[j] }
        }
    }
    store(sums.0, 0)
    store(sums.1, 1)
    store(sums.2, 2)
    store(sums.3, 3)
}
