namespace McpRedis.Analysis.Counting;

/// <summary>One of the largest keys.</summary>
/// <param name="Database">Its database.</param>
/// <param name="Name">Its name; cut where it is longer than <see cref="TopKeys.MostNameBytes"/>.</param>
/// <param name="NameBytes">Length of the whole name.</param>
/// <param name="Type">By <see cref="Words.Types"/>.</param>
/// <param name="Length">Elements, or <see cref="KeyFact.Unknown"/>.</param>
/// <param name="SizeBytes">Memory, or <see cref="KeyFact.Unknown"/>.</param>
/// <param name="TtlMs">Time left, <see cref="KeyFact.Never"/> or <see cref="KeyFact.Unknown"/>.</param>
/// <param name="Frequency">LFU counter, or <see cref="KeyFact.Unknown"/>.</param>
internal sealed record TopKey(int Database, byte[] Name, int NameBytes, byte Type, long Length, long SizeBytes, long TtlMs, long Frequency)
{
    public bool IsWhole => Name.Length == NameBytes;
}
