import CStudioPages
import Chainrule

/// A style, a script or a page that is part of the program.
struct PageFile {
    /// Its bytes, which are there as long as the program runs.
    let bytes: UnsafeBufferPointer<UInt8>

    /// The file of a name, such as `walkthrough.js`; nil if there is none.
    init?(named name: String) {
        let file = cpages_find(name)
        guard file.count > 0 else { return nil }
        bytes = UnsafeBufferPointer(start: file.bytes, count: file.count)
    }

    /// The text of a file.
    ///
    /// - Precondition: there is a file of that name.
    static func text(_ name: String) -> String {
        let file = PageFile(named: name)
        require(file != nil, "PageFile: there is no file '\(name)'")
        return String(decoding: file!.bytes, as: UTF8.self)
    }
}
