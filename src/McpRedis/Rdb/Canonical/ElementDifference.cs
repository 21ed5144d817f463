namespace McpRedis.Rdb.Canonical;

/// <summary>One element that differs, for people to look at. Its name alone: values are never shown.</summary>
/// <param name="Aspect">One aspect.</param>
/// <param name="Kind">How.</param>
/// <param name="Name">Member, field, id of an entry, name of a group; cut at <see cref="MostBytes"/>. Empty for an item of a list.</param>
/// <param name="Index">Position in a list, from 0; null elsewhere.</param>
internal sealed record ElementDifference(ValueAspect Aspect, ElementDifferenceKind Kind, byte[] Name, long? Index = null)
{
    public const int MostBytes = 256;

    internal static byte[] Cut(ReadOnlySpan<byte> name) => name[..Math.Min(name.Length, MostBytes)].ToArray();
}
