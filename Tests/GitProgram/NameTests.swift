import GitProgram
import Testing

struct NameTests {
  @Test(arguments: ["-x", "--upload-pack=touch x", "", "a b", "a:b", "a..b", "/a", "a\n"])
  func `a branch name that git could take for something else is refused`(name: String) {
    let program = GitCommand(directory: "/", environment: [:])
    #expect(throws: GitProgramError.refusedName(name)) {
      try program.fetch(remote: "origin", branch: name, timeLimit: .seconds(5))
    }
    #expect(throws: GitProgramError.refusedName(name)) {
      _ = try program.remoteHead(of: name, timeLimit: .seconds(5))
    }
  }
}
