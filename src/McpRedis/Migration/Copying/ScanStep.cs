using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Copying;

/// <summary>The keys that one step of SCAN found.</summary>
internal sealed class ScanStep : IDisposable
{
    public KeyBatch Keys { get; } = new();

    /// <summary>Where SCAN goes on; 0 for the end.</summary>
    public ulong Cursor { get; set; }

    /// <summary>Their way to the target.</summary>
    public CopyBatch? Batch { get; set; }

    /// <summary>Places of keys too large to be asked for as a whole.</summary>
    public HashSet<int> Large { get; } = [];

    /// <summary>The size of each was asked for, and is answered ahead of everything else of this step.</summary>
    public bool AwaitsSizes { get; set; }

    public void Dispose() => Keys.Dispose();
}
