import Foundation

/// The `deploysync` that was built together with the running tests.
package enum BuiltBinary {
  /// Its path: what `DEPLOYSYNC_PROGRAM` names, else the one next to the test bundle. Throws
  /// ``FixtureError`` where there is none.
  package static var path: String {
    get throws { try found.get() }
  }

  private static let found = Result {
    if let named = ProcessInfo.processInfo.environment["DEPLOYSYNC_PROGRAM"], !named.isEmpty {
      let path = URL(fileURLWithPath: named).path
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw FixtureError("\(path) is missing, which DEPLOYSYNC_PROGRAM names")
      }
      return path
    }
    let path = try "\(folder)/deploysync"
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw FixtureError("\(path) is missing; build it with: swift build --build-tests")
    }
    return path
  }

  /// The build folder that the test process was started from, such as `.build/debug`.
  package static var folder: String {
    get throws {
      var candidates = [
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      ]
      candidates += CommandLine.arguments
      for case let candidate? in candidates {
        var url = URL(fileURLWithPath: candidate).resolvingSymlinksInPath()
        while url.pathComponents.count > 1 {
          if url.lastPathComponent.hasSuffix(".xctest") {
            return url.deletingLastPathComponent().path
          }
          url.deleteLastPathComponent()
        }
      }
      throw FixtureError("the tests were not started from a test bundle: \(CommandLine.arguments)")
    }
  }
}
