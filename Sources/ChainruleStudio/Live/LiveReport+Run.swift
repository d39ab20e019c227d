import ChainruleRecipes

extension LiveReport {
    /// Serves the report of a run from its directory, which need not exist yet.
    ///
    /// - Parameters:
    ///   - directory: the directory of the run.
    ///   - port: 0 for any that is free.
    /// - Throws: ``HTTPServerError``.
    package convenience init(of directory: RunDirectory, port: UInt16) throws(HTTPServerError) {
        let report = RunReport(directory)
        try self.init(Source(html: { try report.html() }, body: { try report.body() }), port: port)
    }
}
