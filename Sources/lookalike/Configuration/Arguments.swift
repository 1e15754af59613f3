public import ArgumentParser
public import Catalogue
public import Vectors

// Types of other modules used as options.
extension IndexKind: ExpressibleByArgument {}
extension IndexSettings.Kind: ExpressibleByArgument {}
extension Metric: ExpressibleByArgument {}
