namespace McpRedis.Analysis.Hot;

/// <param name="Database">Its database.</param>
/// <param name="Encoded">Its bytes, cut where they are many, in base64: as a name in a table they must compare by value.</param>
/// <param name="NameBytes">Length of the whole name.</param>
internal readonly record struct HotName(int Database, string Encoded, int NameBytes)
{
    public byte[] Name => Convert.FromBase64String(Encoded);
}
