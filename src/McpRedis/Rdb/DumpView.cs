namespace McpRedis.Rdb;

/// <summary>The parts of a payload, in place.</summary>
internal readonly ref struct DumpView
{
    /// <summary>Metadata of modules with the opcode before them; else empty.</summary>
    public ReadOnlySpan<byte> Meta { get; init; }

    public RdbType Type { get; init; }

    /// <summary>The value as in a file.</summary>
    public ReadOnlySpan<byte> Value { get; init; }

    /// <summary>Version of RDB that the server which made it writes; it decides whether another takes it, not how it is read.</summary>
    public ushort Version { get; init; }

    public DumpChecksum Checksum { get; init; }
}
