/// Function payloads for the models of ``TinyModel``.
enum Pipelines {
    /// Labels in the payload.
    static let colours = pipeline(labels: #""labels":["red","green","blue"]"#)
    /// Labels in a slot.
    static let labelsInSlot = pipeline(labels: #""labelsInput":"names""#)
    /// For a model that takes channels last.
    static let coloursLast = pipeline(labels: #""labels":["red","green","blue"]"#, layout: "nhwc")
    /// Takes the middle of the image as it is.
    static let cropOnly = Array(
        #"""
        {"version":1,"image":{"input":"photo","crop":8,"mean":[0,0,0],"std":[1,1,1],"layout":"nchw"},"model":"model","top":1,\#
        "labels":["red","green","blue"]}
        """#.utf8)
    /// One label too few.
    static let twoLabels = pipeline(labels: #""labels":["red","green"]"#)

    static func pipeline(labels: String, layout: String = "nchw", extra: String = "") -> [UInt8] {
        Array(
            """
            {"version":1,"image":{"input":"photo","resize":8,"crop":8,"interpolation":"bicubic","mean":[0,0,0],"std":[1,1,1],\
            "layout":"\(layout)"},"model":"model","softmax":true,"top":2,\(labels)\(extra)}
            """.utf8)
    }
}
