import COneDNN
import Testing

/// An operation, or a Winograd convolution, that frees itself.
final class Operation {
    let handle: OpaquePointer
    private let isWinograd: Bool
    private var scratchpad: [UInt8]

    /// Fails the test if oneDNN has nothing for it.
    init(_ handle: OpaquePointer?, isWinograd: Bool = false) throws {
        self.handle = try #require(handle)
        self.isWinograd = isWinograd
        let bytes =
            isWinograd ? cdn_winograd_scratchpad_bytes(self.handle) : cdn_scratchpad_bytes(self.handle)
        scratchpad = [UInt8](repeating: 0xFF, count: bytes)
    }

    deinit {
        if isWinograd { cdn_free_winograd(handle) } else { cdn_free(handle) }
    }

    /// Runs with the arrays, of which there is a set for each time. No two of them lie in the same place.
    func run(_ arrays: inout [[Float]], times: Int = 1) throws {
        let buffers = arrays.map { array in
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(array.count, 1))
            _ = buffer.initialize(from: array)
            return buffer
        }
        defer { for buffer in buffers { buffer.deallocate() } }
        let count = buffers.count / times
        for time in 0..<times {
            let status = scratchpad.withUnsafeMutableBytes { bytes in
                let set = buffers[time * count..<(time + 1) * count]
                let pointers =
                    set.map { UnsafeMutableRawPointer($0.baseAddress) } + [bytes.baseAddress]
                return isWinograd ? cdn_run_winograd(handle, pointers) : cdn_run(handle, pointers)
            }
            try #require(status == 0)
        }
        for index in arrays.indices {
            let count = arrays[index].count
            arrays[index] = Array(buffers[index].prefix(count))
        }
    }
}

let isAvailable: ConditionTrait = .enabled(
    if: cdn_is_available(), "\(String(cString: cdn_description()))")

func expectClose(
    _ actual: [Float], _ expected: [Float], _ what: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(actual.count == expected.count, "\(what)", sourceLocation: sourceLocation)
    let scale = expected.map(abs).max() ?? 0
    let difference = zip(actual, expected).map { $0.isFinite ? abs($0 - $1) : .infinity }.max() ?? 0
    #expect(
        difference <= 1e-4 * max(scale, 1e-3), "\(what): differs by \(difference) at a scale of \(scale)",
        sourceLocation: sourceLocation)
}
