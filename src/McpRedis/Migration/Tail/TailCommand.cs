namespace McpRedis.Migration.Tail;

/// <summary>A change on its way to the target.</summary>
/// <param name="FullName"><c>SET</c>, <c>XGROUP CREATE</c>.</param>
/// <param name="Arguments">Behind the name, keys under their names on the target.</param>
/// <param name="Key">The first of its keys there, which decides where it goes.</param>
/// <param name="Database">There.</param>
/// <param name="Offset">Where it ends in the stream, or the transaction it belongs to.</param>
internal sealed record TailCommand(string FullName, IReadOnlyList<ReadOnlyMemory<byte>> Arguments, byte[] Key, int Database, long Offset)
{
    /// <summary>Slots of its keys where there may be several.</summary>
    public IReadOnlyList<int>? Slots { get; init; }

    /// <summary>Bytes of its arguments.</summary>
    public int Size => Arguments.Sum(argument => argument.Length) + FullName.Length;
}
