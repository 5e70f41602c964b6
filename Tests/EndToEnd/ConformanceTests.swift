import Conformance
import Testing

/// The same scenarios against every kind of target that needs no other program.
@Suite struct ConformanceTests {
  @Test(arguments: ConformanceScenario.allCases)
  func `a folder`(_ scenario: ConformanceScenario) throws {
    let problems = try #require(try scenario.problems { try FolderSystem() })
    #expect(problems == [], "\(problems.joined(separator: "\n\n"))")
  }

  @Test(arguments: ConformanceScenario.allCases)
  func `a branch of another repository`(_ scenario: ConformanceScenario) throws {
    let problems = try scenario.problems { try GitSystem() }
    // One push brings all or nothing.
    #expect((problems == nil) == (scenario == .partialFailure))
    #expect(problems ?? [] == [], "\((problems ?? []).joined(separator: "\n\n"))")
  }

  @Test(arguments: ConformanceScenario.allCases, ["triggers", "macros"])
  func `a system with a REST interface`(_ scenario: ConformanceScenario, _ kind: String) throws {
    let problems = try #require(try scenario.problems { try DeskSystem(kind: kind) })
    #expect(problems == [], "\(problems.joined(separator: "\n\n"))")
  }

  @Test(arguments: ConformanceScenario.allCases)
  func `a program that speaks lines of JSON`(_ scenario: ConformanceScenario) throws {
    let problems = try #require(try scenario.problems { try CommandSystem() })
    #expect(problems == [], "\(problems.joined(separator: "\n\n"))")
  }

  @Test(.enabled(if: SSHMachine.isWanted), arguments: ConformanceScenario.allCases)
  func `a folder of another machine`(_ scenario: ConformanceScenario) throws {
    let machine = try #require(SSHMachine.shared)
    let problems = try #require(try scenario.problems { try SSHSystem(on: machine) })
    #expect(problems == [], "\(problems.joined(separator: "\n\n"))")
  }

  /// Where all goes live at once, nothing is ever there in part.
  @Test(
    .enabled(if: SSHMachine.isWanted),
    arguments: ConformanceScenario.allCases.filter {
      ![.partialFailure, .killedBefore, .killedAfter].contains($0)
    })
  func `releases on another machine`(_ scenario: ConformanceScenario) throws {
    let machine = try #require(SSHMachine.shared)
    let problems = try #require(
      try scenario.problems { try SSHSystem(on: machine, releases: true) })
    #expect(problems == [], "\(problems.joined(separator: "\n\n"))")
  }
}
