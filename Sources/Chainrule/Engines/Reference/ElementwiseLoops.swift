extension NDArray {
    /// The array of `function` of every element.
    @inline(__always)
    package func map<X: Scalar, Y: Scalar>(_ function: (X) -> Y) -> NDArray {
        NDArray(shape, Y.self) { y in
            withElements(X.self) { x in
                if isDense {
                    for i in 0..<count { y[i] = function(x[i]) }
                    return
                }
                let loop = StridedLoop(shape, strides: [strides, shape.rowMajorStrides])
                loop.forEachRun { start, step, count in
                    for i in 0..<count { y[start[1] + i * step[1]] = function(x[start[0] + i * step[0]]) }
                }
            }
        }
    }

    /// The array of `function` of every pair of elements of two arrays of one shape.
    @inline(__always)
    package func zip<X: Scalar, Y: Scalar, Z: Scalar>(
        _ other: NDArray, _ function: (X, Y) -> Z
    ) -> NDArray {
        NDArray(shape, Z.self) { z in
            withElements(X.self) { x in
                other.withElements(Y.self) { y in
                    if isDense && other.isDense {
                        for i in 0..<count { z[i] = function(x[i], y[i]) }
                        return
                    }
                    let loop = StridedLoop(
                        shape, strides: [strides, other.strides, shape.rowMajorStrides])
                    loop.forEachRun { start, step, count in
                        let (x, y, z) = (x + start[0], y + start[1], z + start[2])
                        // The usual broadcasts, a row or a number, deserve a loop that can be vectorized.
                        switch (step[0], step[1]) {
                        case (1, 1): for i in 0..<count { z[i] = function(x[i], y[i]) }
                        case (1, 0): for i in 0..<count { z[i] = function(x[i], y[0]) }
                        case (0, 1): for i in 0..<count { z[i] = function(x[0], y[i]) }
                        case (let dx, let dy):
                            for i in 0..<count { z[i * step[2]] = function(x[i * dx], y[i * dy]) }
                        }
                    }
                }
            }
        }
    }
}
