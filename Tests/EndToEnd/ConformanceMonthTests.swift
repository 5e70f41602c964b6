import Conformance
import Testing

/// One month against every kind of target that needs no other program.
@Suite struct ConformanceMonthTests {
  @Test func `a folder`() throws {
    let problems = try ConformanceMonth.problems(FolderSystem())
    #expect(problems == [], "\(problems.joined(separator: "\n\n"))")
  }

  @Test func `a branch of another repository`() throws {
    let problems = try ConformanceMonth.problems(GitSystem())
    #expect(problems == [], "\(problems.joined(separator: "\n\n"))")
  }

  @Test(.enabled(if: SSHMachine.isWanted), arguments: [false, true])
  func `a folder of another machine`(inReleases: Bool) throws {
    let machine = try #require(SSHMachine.shared)
    let problems = try ConformanceMonth.problems(SSHSystem(on: machine, releases: inReleases))
    #expect(problems == [], "\(problems.joined(separator: "\n\n"))")
  }

  @Test func `a program that speaks lines of JSON`() throws {
    let problems = try ConformanceMonth.problems(CommandSystem())
    #expect(problems == [], "\(problems.joined(separator: "\n\n"))")
  }

  @Test(arguments: ["triggers", "macros"])
  func `a system with a REST interface`(kind: String) throws {
    let problems = try ConformanceMonth.problems(DeskSystem(kind: kind))
    #expect(problems == [], "\(problems.joined(separator: "\n\n"))")
  }
}
