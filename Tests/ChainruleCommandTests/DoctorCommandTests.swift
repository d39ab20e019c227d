import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("chainrule doctor")
struct DoctorCommandTests {
    private let small = ["doctor", "softmax", "--examples", "400"]

    @Test("finds nothing wrong with a recipe, saves nothing and says what was tried")
    func healthy() throws {
        let result = try runTool(small + ["--strict"])
        expectSuccess(result)
        #expect(result.output.contains("\nmemorized 20 examples in "))
        #expect(result.output.contains("\nepoch 1   loss "))
        #expect(result.output.hasSuffix("\n\ndoctor: checked 4 steps, no problems found\n"))
    }

    @Test("leaves the penalty out when it lets a network memorize")
    func penalty() throws {
        let result = try runTool(small + ["--l2", "30"])
        #expect(result.output.contains("\nmemorized 20 examples in "))
        #expect(!result.output.contains("memorization failed"))
    }

    @Test("tells what of a table is not used, and shows numbers of every size")
    func table() throws {
        try withTemporaryDirectory { directory in
            let rows = (0..<60).map { "\($0),1,\(Double($0 * 37 % 59) * 1e-12)" }
            try Data((["a,b,y"] + rows).joined(separator: "\n").utf8).write(
                to: directory.appending(path: "t.csv"))
            let result = try runTool("doctor", "table", "--data", "t.csv", "--target", "y", in: directory)
            expectSuccess(result)
            #expect(result.output.contains("\nwarning   column 'b' is left out because it is constant\n"))
            #expect(try result.output.contains(Regex("validation rmse [0-9.]+e-1[0-9]")), "\(result.output)")
        }
    }

    @Test("does not fail for a note")
    func note() throws {
        let result = try runTool("doctor", "two-layer", "--examples", "60", "--epochs", "2", "--strict")
        #expect(result.output.contains("note     many parameters, before the first step"))
        expectSuccess(result)
    }

    @Test("tells what is wrong, and fails only if asked to", arguments: [false, true])
    func ill(_ isStrict: Bool) throws {
        let result = try runTool(small + ["--lr", "1e12"] + (isStrict ? ["--strict"] : []))
        #expect(result.code == (isStrict ? 1 : 0) && result.error == "")
        #expect(result.output.contains("serious  diverged, "))
        #expect(result.output.contains("warning  memorization failed, before the first step"))
    }

    @Test("the findings as JSON")
    func json() throws {
        let result = try runTool(small + ["--lr", "1e-9", "--batch", "8", "--json"])
        expectSuccess(result)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(object["recipe"] as? String == "softmax")
        #expect((object["epochs"] as? [Any])?.count == 1)
        let findings = try JSONDecoder().decode(
            [Doctor.Finding].self,
            from: JSONSerialization.data(withJSONObject: try #require(object["findings"])))
        #expect(findings.map(\.kind) == [.memorizationFailed, .learningRateTooLow])
    }

    @Test("drawn characters and files are not combined, and a recipe is needed")
    func usage() throws {
        expectRefusal(
            try runTool("doctor", "softmax", "--data", "x", "--glyphs", "digits"), code: 2,
            "--glyphs is for synthetic images and cannot be combined with --data")
        #expect(try runTool("doctor").code == 2)
    }
}
