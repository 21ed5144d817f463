namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>How an arena is asked to behave. 0 and null mean "as you think best".</summary>
public sealed class ArenaOptions(ArenaFlags flags, int blockSizeBytes, Func<long, long, long>? retentionPolicy)
{
    public ArenaFlags Flags { get; } = flags;

    /// <summary>Bytes of the first block; 0 for the default.</summary>
    public int BlockSizeBytes { get; } = blockSizeBytes;

    /// <summary>Kept, not consulted: the arena has a rule of its own, see <see cref="Arena{T}"/>.</summary>
    public Func<long, long, long>? RetentionPolicy { get; } = retentionPolicy;
}
