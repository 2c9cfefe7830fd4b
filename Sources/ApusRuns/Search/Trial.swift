import ApusNN
import ApusTraining

/// One attempt of a search: its values and what came of them.
public struct Trial: Sendable, Hashable, Codable {
  /// How far a trial has come.
  public enum State: String, Sendable, Codable {
    /// It has a result and waits for those of others.
    case waiting
    /// It is under way, or was when the search was interrupted.
    case running
    /// It had all the resource there is.
    case done
    /// It gave no result.
    case failed
    /// Better ones left it behind.
    case pruned
  }

  /// The objective with so much of the resource.
  public struct Result: Sendable, Hashable, Codable {
    /// How much: epochs, examples, whatever the search counts.
    public let resource: Int
    /// The objective's value.
    public let value: Double
  }

  /// Its number, from 1.
  public let number: Int
  /// The values of its hyperparameters.
  public let values: HyperparameterValues
  /// How far it has come.
  public internal(set) var state: State
  /// How much of the resource it has had, or is to have while it runs.
  public internal(set) var resource: Int
  /// Its results by growing resource.
  public internal(set) var results: [Result]
  /// Why it failed; nil where it did not.
  public internal(set) var failure: String?

  /// A trial that is about to run.
  init(number: Int, values: HyperparameterValues, resource: Int) {
    self.number = number
    self.values = values
    self.resource = resource
    state = .running
    results = []
  }

  /// The result with the most resource, or nil if the trial has no result yet.
  public var result: Result? { results.last }

  /// The objective's value with just so much of the resource, or nil if it has not been measured.
  func value(at resource: Int) -> Double? {
    results.first { $0.resource == resource }?.value
  }
}

/// What a trial's body throws where these values cannot give a result: the trial has failed, and
/// the search goes on. Any other error ends the search.
public struct FailedTrial: Error, Sendable, Hashable {
  /// Why.
  public let reason: String

  /// A failure for this reason.
  public init(_ reason: String) { self.reason = reason }
}

extension [Trial] {
  /// The trials with results, best first: those with more of the resource before those with less,
  /// of equals the earlier.
  public func ranked(_ direction: Monitor.Direction) -> [Trial] {
    filter { $0.result != nil && $0.state != .failed }.sorted { a, b in
      guard let first = a.result, let second = b.result else { return a.number < b.number }
      if first.resource != second.resource { return first.resource > second.resource }
      if first.value != second.value {
        return direction.isBetter(first.value, than: second.value)
      }
      return a.number < b.number
    }
  }
}
