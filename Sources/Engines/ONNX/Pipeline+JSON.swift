extension Pipeline {
    /// Reads a description; nil if it is not exactly of the documented form.
    init?(_ text: UnsafeRawBufferPointer) {
        guard
            let value = JSONParser.parse(text),
            let members = value.members(
                required: ["version", "image", "model", "top"], optional: ["softmax", "labels", "labelsInput", "output"]),
            members["version"] == .number(1),
            let imageValue = members["image"], let image = ImageStep(imageValue),
            case .string(let model)? = members["model"],
            let top = members["top"]?.integer(1...Self.maximumClasses),
            let labels = Labels(names: members["labels"], slot: members["labelsInput"])
        else { return nil }
        (self.image, self.model, self.top, self.labels) = (image, model, top, labels)

        switch members["softmax"] {
        case .boolean(let softmax)?: self.softmax = softmax
        case nil: softmax = true
        default: return nil
        }
        switch members["output"] {
        case .string(let output)?: self.output = output
        case nil: output = "labels"
        default: return nil
        }
    }
}

extension Pipeline.Labels {
    fileprivate init?(names: JSONValue?, slot: JSONValue?) {
        switch (names, slot) {
        case (.array(let elements)?, nil):
            guard (1...Pipeline.maximumClasses).contains(elements.count) else { return nil }
            var names: [String] = []
            for element in elements {
                guard case .string(let name) = element, name.utf8.count <= Pipeline.maximumLabel else { return nil }
                names.append(name)
            }
            self = .names(names)
        case (nil, .string(let slot)?): self = .slot(slot)
        default: return nil
        }
    }

    /// Reads a name a line; nil if it is not UTF-8 or holds too much. A line break at the end is no empty name.
    static func names(inLines text: UnsafeRawBufferPointer) -> [String]? {
        guard text.count <= JSONParser.maximumLength, let string = String(validating: text, as: UTF8.self) else { return nil }
        var lines = string.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count <= Pipeline.maximumClasses, lines.allSatisfy({ $0.utf8.count <= Pipeline.maximumLabel }) else { return nil }
        return lines.map(String.init)
    }
}

extension Pipeline.ImageStep {
    fileprivate init?(_ value: JSONValue) {
        guard
            let members = value.members(required: ["input", "mean", "std", "layout"], optional: ["resize", "crop", "interpolation"]),
            case .string(let input)? = members["input"],
            let mean = members["mean"]?.channels, let deviation = members["std"]?.channels, deviation.allSatisfy({ $0 > 0 }),
            case .string(let layoutName)? = members["layout"], let layout = Pipeline.Layout(rawValue: layoutName)
        else { return nil }
        (self.input, self.mean, self.deviation, self.layout) = (input, mean, deviation, layout)

        switch members["interpolation"] {
        case .string(let name)?:
            guard let filter = Resampler.Filter(rawValue: name) else { return nil }
            interpolation = filter
        case nil: interpolation = .bilinear
        default: return nil
        }
        switch members["resize"] {
        case nil: resize = nil
        case let value?:
            if let side = value.integer(1...Pipeline.maximumSide) {
                resize = .shortSide(side)
            } else if let size = Pipeline.Size(value) {
                resize = .exactly(size)
            } else {
                return nil
            }
        }
        switch members["crop"] {
        case nil: crop = nil
        case let value?:
            if let side = value.integer(1...Pipeline.maximumSide) {
                crop = Pipeline.Size(width: side, height: side)
            } else if let size = Pipeline.Size(value) {
                crop = size
            } else {
                return nil
            }
        }
    }
}

extension Pipeline.Size {
    fileprivate init?(_ value: JSONValue) {
        guard
            case .array(let sides) = value, sides.count == 2,
            let width = sides[0].integer(1...Pipeline.maximumSide), let height = sides[1].integer(1...Pipeline.maximumSide)
        else { return nil }
        self.init(width: width, height: height)
    }
}

extension JSONValue {
    /// An object's members, if it has all that are required and none that is unknown.
    fileprivate func members(required: Set<String>, optional: Set<String>) -> [String: JSONValue]? {
        guard case .object(let members) = self else { return nil }
        let names = Set(members.keys)
        return required.isSubset(of: names) && names.isSubset(of: required.union(optional)) ? members : nil
    }

    fileprivate func integer(_ range: ClosedRange<Int>) -> Int? {
        guard case .number(let number) = self, let integer = Int(exactly: number), range.contains(integer) else { return nil }
        return integer
    }

    /// One number for each of red, green and blue.
    fileprivate var channels: [Float]? {
        guard case .array(let elements) = self, elements.count == 3 else { return nil }
        let numbers = elements.compactMap { element -> Float? in
            guard case .number(let number) = element, Float(number).isFinite else { return nil }
            return Float(number)
        }
        return numbers.count == 3 ? numbers : nil
    }
}
