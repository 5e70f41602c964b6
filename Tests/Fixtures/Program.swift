/// What a program answered.
package struct ProgramResult: Sendable, Equatable {
  /// The exit status, or 128 and the number of the signal that ended it.
  package let status: Int32
  /// Standard output.
  package let output: [UInt8]
  /// Standard error.
  package let errors: [UInt8]

  /// Standard output as text.
  package var text: String { String(decoding: output, as: UTF8.self) }
  /// Standard error as text.
  package var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// Programs that tests run to their end.
package enum Program {
  /// Runs a program in `directory` with exactly the given environment (and this process's PATH
  /// where that names none).
  ///
  /// A status other than zero is an answer, not an error. Throws ``FixtureError`` where the program
  /// cannot be started, or has to be killed because the time limit has passed.
  package static func run(
    _ executable: String, _ arguments: [String], in directory: String,
    environment: [String: String], input: [UInt8] = [], timeLimitSeconds: Double = 60
  ) throws -> ProgramResult {
    let program = try RunningProgram(
      executable, arguments, in: directory, environment: environment, input: input)
    return try program.wait(timeLimitSeconds: timeLimitSeconds)
  }
}
