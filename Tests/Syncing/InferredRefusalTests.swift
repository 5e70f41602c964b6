import Domain
import Fixtures
import Git
import Ledger
import Testing

@testable import Syncing

/// A nearest commit is not looked for where several repositories have a part.
struct InferredRefusalTests {
  @Test func `an item with content of other repositories is refused with what to type`() throws {
    let sandbox = try Sandbox()
    try sandbox.configure(
      """
      repositories: [managed]
      items: { a: { paths: [a, 'managed:texts'], targets: { live: {} } } }
      """)
    try sandbox.merge("Texts", in: "managed", ["texts/x": "one"])
    try sandbox.merge("Data", ["a/1": "1"])
    try sandbox.handWrite("1", to: "a/1")
    let error = #expect(throws: BaselineError.self) {
      try BaselineRun(try sandbox.surroundings(), choice: .nearest).run([BindingID(named: "a")])
    }
    #expect(error?.message.contains("its item has content of managed, too") == true)
    #expect(
      error?.hints == [
        "name them: deploysync baseline a@live --at COMMIT --at managed=COMMIT"
      ])
    #expect(try sandbox.ledger().tip == nil)
  }
}
