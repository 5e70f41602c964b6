import Fixtures
import Foundation

/// A folder of another machine as a target, plain or with releases.
package final class SSHSystem: ConformingSystem {
  private let machine: SSHMachine
  private let files: FolderSystem
  private let hasReleases: Bool

  package init(on machine: SSHMachine, releases: Bool = false) throws {
    self.machine = machine
    hasReleases = releases
    files = try FolderSystem(objectsBelow: releases ? "current/" : "")
  }

  package var entry: String {
    "{ \(machine.keys()), path: \(files.path), inactive: off, key: name, compare: values"
      + (hasReleases ? ", releases: 2 }" : " }")
  }
  package let canDeactivate = true
  package let canRename = true

  package func place(of name: String) -> String { files.place(of: name) }
  package func text(of object: SampleObject, formerName: String?) -> String {
    files.text(of: object, formerName: formerName)
  }
  package func objects() throws -> [SampleObject] { try files.objects() }
  package func identity(of name: String) throws -> String? { nil }
  package func put(_ object: SampleObject) throws { try files.put(object) }
  package func writes() throws -> [String] { try files.writes() }
  package func forgetWrites() throws { try files.forgetWrites() }

  package func arm(
    _ trouble: WriteTrouble, at number: Int, kill: @escaping @Sendable () -> Void
  ) throws -> [String: String]? {
    // Of a release nothing is live before all is.
    hasReleases ? nil : try files.arm(trouble, at: number, kill: kill)
  }

  package func disarm() {}
}
