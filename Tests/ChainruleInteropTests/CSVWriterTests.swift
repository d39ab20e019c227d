import ChainruleInterop
import Testing

@Suite("A line of comma-separated values")
struct CSVWriterTests {
    @Test("has commas between plain fields and a line feed at the end")
    func plain() {
        #expect(CSVWriter.line(["epoch", "loss", " 3 "]) == "epoch,loss, 3 \n")
        #expect(CSVWriter.line(["", ""]) == ",\n")
    }

    @Test(
        "quotes what would be read as something else",
        arguments: [
            ("a,b", "\"a,b\""), ("5\"", "\"5\"\"\""), ("\"\"", "\"\"\"\"\"\""), ("a\nb", "\"a\nb\""),
            ("a\r\nb", "\"a\r\nb\""), ("\r", "\"\r\""), ("größe", "größe"),
        ])
    func quoting(field: String, written: String) {
        #expect(CSVWriter.line([field, "x"]) == written + ",x\n")
    }

    @Test("of a lone empty field is no empty line")
    func empty() {
        #expect(CSVWriter.line([""]) == "\"\"\n")
    }
}
