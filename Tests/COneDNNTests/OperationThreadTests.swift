import COneDNN
import Testing

@Suite("oneDNN's operations and threads", isAvailable)
struct OperationThreadTests {
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
