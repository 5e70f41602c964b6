import Foundation

/// The `deploysync` that was built together with the running tests.
package enum BuiltBinary {
  /// Its path; throws ``FixtureError`` where it is not next to the test bundle.
  package static var path: String {
    get throws {
      let path = try "\(folder)/deploysync"
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw FixtureError("\(path) is missing; build it with: swift build --build-tests")
      }
      return path
    }
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
