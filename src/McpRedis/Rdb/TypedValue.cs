namespace McpRedis.Rdb;

/// <summary>A value as it lies in a file or payload, with all that must be known to read it.</summary>
/// <param name="flavour">Whose number the type is.</param>
/// <param name="type">How it is laid out.</param>
/// <param name="value">The bytes behind the key in a file, behind the type in a payload.</param>
/// <param name="meta">What modules attached to the key (opcode 243 and all that belongs to it); mostly empty.</param>
internal readonly ref struct TypedValue(RdbFlavour flavour, RdbType type, ReadOnlySpan<byte> value, ReadOnlySpan<byte> meta = default)
{
    public RdbFlavour Flavour { get; } = flavour;

    public RdbType Type { get; } = type;

    public ReadOnlySpan<byte> Value { get; } = value;

    public ReadOnlySpan<byte> Meta { get; } = meta;
}
