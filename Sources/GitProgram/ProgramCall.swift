#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One run of a program, for which the calling thread waits.
package enum ProgramCall {
  /// The file of a program that is called by its name; nil where `PATH` has none.
  package static func path(of name: String, in environment: [String: String]) -> String? {
    for folder in (environment["PATH"] ?? "").split(separator: ":") where folder.hasPrefix("/") {
      let path = folder + "/" + name
      if access(path, X_OK) == 0 { return path }
    }
    return nil
  }

  /// Runs it to its end, whatever its status, in a session of its own and without input.
  ///
  /// - Parameter path: the program's absolute path.
  /// - Throws: `GitProgramError.notStarted`, `.timeLimit`, `.tooMuchOutput`, and `.interrupted` where
  ///   this process is asked to end.
  package static func run(
    _ path: String, _ arguments: [String], environment: [String: String], shownAs shown: [String],
    timeLimit: Duration
  ) throws -> GitCommand.Result {
    let folder: PrivateFolder
    do {
      folder = try PrivateFolder(environment: environment)
    } catch {
      throw GitProgramError.notStarted(program: path, reason: error.reason)
    }
    return try WaitingCall(program: path, environment: environment).run(
      arguments, in: folder, shownAs: shown, timeLimit: timeLimit)
  }
}
