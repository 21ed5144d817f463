namespace McpRedis.Rdb;

/// <summary>A record that was walked whole, before anybody has looked at what it says.</summary>
internal readonly ref struct RdbItem
{
    /// <summary>Opcode or type.</summary>
    public byte First { get; init; }

    /// <summary>Where <see cref="First"/> is in the file.</summary>
    public long Offset { get; init; }

    /// <summary>For types only.</summary>
    public RdbString Key { get; init; }

    /// <summary>Where the key ends and the body begins.</summary>
    public long BodyOffset { get; init; }

    /// <summary>What follows the opcode, or the type and the key; empty when spilled.</summary>
    public ReadOnlySpan<byte> Body { get; init; }

    public long BodyLength { get; init; }

    public bool IsSpilled { get; init; }

    public bool IsKey => First < RdbOpcode.First;
}
