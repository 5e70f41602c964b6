/// The descriptions of systems that come with the program, by their names.
enum RestDescriptions {
  static let named: [String: [UInt8]] = [:]
}
