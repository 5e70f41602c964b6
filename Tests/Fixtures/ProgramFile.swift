import Foundation

/// Files that tests write and then run.
package enum ProgramFile {
  /// Writes a file that can be run, by another process.
  ///
  /// What one of this process has open for writing is inherited for a moment by programs that other
  /// tests start, and cannot be run until those are there (`ETXTBSY`).
  package static func write(_ bytes: [UInt8], to path: String) throws {
    let result = try Program.run(
      "sh", ["-c", "cat >\"$1\" && chmod 755 \"$1\"", "sh", path], in: "/", environment: [:],
      input: bytes)
    guard result.status == 0 else {
      throw FixtureError("\(path) could not be written: \(result.errorText)")
    }
  }
}
