import Chainrule
import ChainruleStudio
import Foundation
import TestSupport
import Testing

@Suite("Gates of one's own") struct GateTests {
    private func checks(_ json: String) throws -> [GateCheck] {
        try withTemporaryDirectory { directory in
            let url = directory.appending(path: "gate.json")
            try Data(json.utf8).write(to: url)
            return try GateFile(url.path).check()
        }
    }

    @Test(
        "right gradients pass",
        arguments: [
            #"{"inputs": {"x": [3, 4]}, "forward": "1 / (1 + exp(-x))", "backward": {"x": "dout * out * (1 - out)"}}"#,
            #"{"inputs": {"x": [5]}, "forward": "relu(x)", "backward": {"x": "dout * step(x)"}}"#,
            #"{"inputs": {"x": "3", "y": "-4"}, "forward": "x * y", "backward": {"x": "dout * y", "y": "dout * x"}}"#,
            #"{"inputs": {"W": [2, 3], "x": [3, 1]}, "forward": "W @ x", "backward": {"W": "dout @ transpose(x)", "x": "transpose(W) @ dout"}}"#,
            #"{"inputs": {"x": "[1, 2; 3, 4]"}, "forward": "sum(x ^ 2)", "backward": {"x": "2 * x * dout"}}"#,
        ])
    func right(_ json: String) throws {
        let checks = try checks(json)
        #expect(checks.count == 1 && checks[0].passed, "\(checks[0])")
    }

    @Test(
        "wrong gradients fail, and it is told where",
        arguments: [
            (#"{"x": "dout * out"}"#, "disagree"), (#"{"x": "out * (1 - out)"}"#, "disagree"),
            (
                #"{"x": "sum(dout * out * (1 - out))"}"#,
                "has the shape [], expected that of the input, [2, 2]"
            ),
            (#"{"x": "dout @ [1, 2, 3]"}"#, "found the shapes [2, 2] and [3]"),
        ] as [(String, String)])
    func wrong(_ backward: String, _ text: String) throws {
        let check = try checks(
            #"{"name": "s", "inputs": {"x": [2, 2]}, "forward": "sigmoid(x)", "backward": \#(backward)}"#)[0]
        #expect(!check.passed && check.name == "s" && check.description.contains(text), "\(check)")
    }

    @Test("the gradient at a kink is not judged")
    func kink() throws {
        let check = try checks(
            #"{"inputs": {"x": "[0, 1]"}, "forward": "relu(x)", "backward": {"x": "dout * step(x)"}}"#)[0]
        #expect(check.passed && check.report?.kinks.count == 1)
    }

    @Test("a gate with a mistake in its formulas does not keep the others from being checked")
    func list() throws {
        let checks = try checks(
            """
            [{"name": "a", "inputs": {"x": [2]}, "forward": "2 * x +", "backward": {"x": "2 * dout"}},
             {"name": "b", "inputs": {"x": [2]}, "forward": "2 * x", "backward": {"x": "2 * dout"}},
             {"name": "c", "inputs": {"x": [2]}, "forward": "2 * x", "backward": {}},
             {"name": "d", "inputs": {"x": [0]}, "forward": "2 * x", "backward": {"x": "y"}}]
            """)
        #expect(checks.map(\.passed) == [false, true, false, false])
        #expect(checks[0].problem?.hasPrefix("gate 'a', forward: found the end, expected a number") == true)
        #expect(
            checks[2].problem == "gate 'c', backward: found no gradient of 'x', expected one for each input")
        #expect(checks[3].problem?.contains("found the shape [0], expected sizes from 1") == true)
    }

    @Test(
        "a file that is no gate is refused with what was found",
        arguments: [
            ("", "no JSON object"), ("[]", "an empty list"), ("{}", "no \"inputs\""),
            (#"{"inputs": {"x": 1.5}, "forward": "x", "backward": {}}"#, "something else at \"inputs.x\""),
        ] as [(String, String)])
    func noGate(_ json: String, _ found: String) throws {
        let error = #expect(throws: GateError.self) { try checks(json) }
        #expect(error?.found == found && error?.expected.contains("gate") == true)
    }
}
