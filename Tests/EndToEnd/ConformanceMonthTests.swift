import Conformance
import Testing

/// One month against every kind of target that needs no other program.
@Suite struct ConformanceMonthTests {
  @Test func `a folder`() throws {
    let problems = try ConformanceMonth.problems(FolderSystem())
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
