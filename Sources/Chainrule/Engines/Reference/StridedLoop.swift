/// A walk over several arrays of one shape at once, each with its own strides.
///
/// Neighbouring axes that every array steps through evenly are merged, so dense arrays become a single run;
/// the work of each innermost run is the caller's, in a plain loop.
struct StridedLoop {
    private(set) var sizes: [Int] = []
    private(set) var strides: [[Int]]

    init(_ shape: Shape, strides arrays: [[Int]]) {
        strides = arrays.map { _ in [] }
        for axis in 0..<shape.rank where shape[axis] != 1 {
            let merges =
                !sizes.isEmpty
                && arrays.indices.allSatisfy { array in
                    strides[array][sizes.count - 1] == arrays[array][axis] * shape[axis]
                }
            if merges {
                sizes[sizes.count - 1] *= shape[axis]
                for array in arrays.indices { strides[array][sizes.count - 1] = arrays[array][axis] }
            } else {
                sizes.append(shape[axis])
                for array in arrays.indices { strides[array].append(arrays[array][axis]) }
            }
        }
        if sizes.isEmpty {
            sizes = [1]
            for array in arrays.indices { strides[array] = [0] }
        }
    }

    /// Calls `run` for every innermost run with the offset at which each array starts, the step of each
    /// array along the run, and the number of elements.
    @inline(__always)
    func forEachRun(_ run: (_ offsets: [Int], _ steps: [Int], _ count: Int) -> Void) {
        guard !sizes.contains(0) else { return }
        let inner = sizes.count - 1
        let steps = strides.map { $0[inner] }
        var offsets = [Int](repeating: 0, count: strides.count)
        var index = [Int](repeating: 0, count: inner)
        while true {
            run(offsets, steps, sizes[inner])
            var axis = inner - 1
            while axis >= 0 {
                index[axis] += 1
                for array in strides.indices { offsets[array] += strides[array][axis] }
                if index[axis] < sizes[axis] { break }
                index[axis] = 0
                for array in strides.indices { offsets[array] -= strides[array][axis] * sizes[axis] }
                axis -= 1
            }
            if axis < 0 { return }
        }
    }
}
