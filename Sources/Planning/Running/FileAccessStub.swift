package struct FileAccess: Sendable { package init() {} }
