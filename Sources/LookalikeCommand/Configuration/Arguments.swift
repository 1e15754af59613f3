public import ArgumentParser
public import LookalikeVectors

// Types of other modules used as options.
extension IndexKind: ExpressibleByArgument {}
extension Metric: ExpressibleByArgument {}
