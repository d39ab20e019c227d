import Foundation

/// Makes a directory with those it lies in, unless it is there.
package func makeDirectory(at path: String) throws(SystemError) {
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
        let cause = (error as? CocoaError)?.underlying as? POSIXError
        throw SystemError("mkdir", path, code: cause?.code.rawValue ?? EEXIST)
    }
}
