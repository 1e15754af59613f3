import LookalikePictures
import Testing

@Suite(.timeLimit(.minutes(10))) struct ImageTurnTests {
    @Test(arguments: ImageTurn.all) func twoTurnsInOne(first: ImageTurn) {
        let size = PixelSize(width: 5, height: 5)
        let picture = (0..<75).map { Float($0) }
        for second in ImageTurn.all {
            let both = second.applied(
                to: first.applied(to: picture, size: size, layout: .nhwc), size: size, layout: .nhwc)
            #expect(first.followed(by: second).applied(to: picture, size: size, layout: .nhwc) == both)
        }
    }
}
