internal import HTTPTypes
internal import LookalikeCatalogue
internal import LookalikeEngine

extension NativeSurface {
    var file: Route {
        Route(
            .get, Self.imagePath + "/file", "Get the file of an image",
            description:
                "The whole file, such as the video that a frame is of, or the part that `Range` asks for, so that players can begin anywhere.",
            parameters: [Self.collection, Self.image],
            answers: [
                .bytes("*/*", "The file."),
                .bytes("*/*", "The part that was asked for.", status: 206), Self.unknownImage,
                .error(416, "The file ends before the part that was asked for."),
            ]
        ) { request in
            let collection = try await collection(request)
            let image = try await engine.image(try request.value(Self.image), in: collection)
            let file = try await engine.openFile(of: image, in: collection)
            return FileResponse.make(request, file, mediaType: image.mediaType)
        }
    }

    var frames: Route {
        Route(
            .get, Self.imagePath + "/frames", "List the frames of an image's file",
            description:
                "All images of the same video, animation or file of pages, in their order; the image alone if its file has no others.",
            parameters: [Self.collection, Self.image],
            answers: [.json(FrameList.self, "The frames."), Self.unknownImage]
        ) { request in
            let collection = try await collection(request)
            let image = try await engine.image(try request.value(Self.image), in: collection)
            let frames = try await engine.framesOfFile(of: image, in: collection)
            return JSONResponse.make(FrameList(images: frames.map { ImageView($0, in: collection) }))
        }
    }
}
