namespace McpRedis.Analysis.Hot;

/// <summary>How often one key was named.</summary>
/// <param name="database">Its database.</param>
/// <param name="name">Its bytes, cut where they are many.</param>
/// <param name="nameBytes">Length of the whole name.</param>
internal sealed class HotCount(int database, byte[] name, int nameBytes)
{
    public int Database => database;

    public byte[] Name => name;

    public int NameBytes => nameBytes;

    /// <summary>Counted.</summary>
    public long Count { get; set; }

    /// <summary>How much that may be too high.</summary>
    public long Over { get; set; }
}
