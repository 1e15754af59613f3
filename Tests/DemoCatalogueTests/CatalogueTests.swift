import LookalikeDemoCatalogue
import Testing

@Suite(.timeLimit(.minutes(10))) struct CatalogueTests {
    let pictures = DemoCatalogue.images

    @Test func holdsManyPicturesOfManyKinds() {
        let kinds = Dictionary(grouping: pictures, by: \.kind)
        #expect(pictures.count >= 180)
        #expect(kinds.count >= 15)
        #expect(kinds.values.allSatisfy { $0.count >= 8 })
    }

    @Test func namesAreUniqueAndFitForFiles() {
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
        #expect(Set(pictures.map(\.name)).count == pictures.count)
        #expect(pictures.allSatisfy { !$0.name.isEmpty && $0.name.allSatisfy(allowed.contains) })
        #expect(pictures.allSatisfy { $0.name.hasPrefix($0.kind + "-") })
    }

    @Test func titlesTellTheColour() {
        #expect(pictures.allSatisfy { !$0.colour.isEmpty && $0.title.hasPrefix($0.colour + " ") })
        #expect(Set(pictures.map(\.title)).count == pictures.count)
    }

    @Test func coloursAreSharedByAllKinds() {
        for (colour, group) in Dictionary(grouping: pictures, by: \.colour) {
            #expect(Set(group.map(\.kind)).count >= 10, "\(colour) belongs to too few kinds")
        }
    }
}
