/// A number with what is counted, such as "1 example" and "3 examples".
package func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
