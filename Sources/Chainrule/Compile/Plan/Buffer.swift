/// Memory that instructions read and write.
package struct Buffer {
    package enum Home {
        /// An argument of the call.
        case argument(Int)
        /// The memory of a variable, which the plan may also write.
        case variable(Int)
        /// A number or array that was known when the plan was made.
        case constant(NDArray)
        /// Memory that the call hands out.
        case result(Int)
        /// A place in the plan's arena.
        case temporary
    }

    var home: Home
    let byteCount: Int

    package init(home: Home, byteCount: Int) {
        self.home = home
        self.byteCount = byteCount
    }
}
