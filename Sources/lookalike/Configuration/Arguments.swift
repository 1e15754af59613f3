public import ArgumentParser
public import Catalogue
public import Vectors

// Types of other modules that options have.
extension IndexKind: ExpressibleByArgument {}
extension IndexSettings.Kind: ExpressibleByArgument {}
extension Metric: ExpressibleByArgument {}
