import COneDNN
import Testing

@Suite("oneDNN's reorders and threads", isAvailable)
struct ReorderTests {
    @Test(
        "bring elements from one layout to another",
        arguments: [
            [2, 3, 4, 5], [4, 20, 7], [2, 1, 5, 3], [3, 8, 1, 1], [2, 3, 4, 3, 2], [6, 5], [1, 1, 1],
        ])
    func betweenLayouts(sizes: [Int]) throws {
        let orders: [HostArray.Order] = [.rowMajor, .channelsLast, .transposed]
        for from in orders {
            for to in orders {
                let source = HostArray(sizes, from)
                var target = HostArray(sizes, to, seed: 2)
                var (s, t) = (source.descriptor, target.descriptor)
                let operation = try Operation(cdn_reorder(&s, &t))
                var arrays = [source.elements, target.elements]
                try operation.run(&arrays)
                target.elements = arrays[1]
                #expect(target.values == source.values, "\(sizes) from \(from) to \(to)")
            }
        }
    }

    @Test("operations may be made and run by several threads at once")
    func severalThreads() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for round in 0..<5 {
                        try MatmulTests.check(
                            HostArray([32 + task, 24], seed: round),
                            HostArray([24, 40], .transposed, seed: task),
                            result: HostArray([32 + task, 40]), "task \(task)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
