using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Compare;

/// <summary>Keys to compare, each by its name on the source and that on the target; all of one database here and of one there.</summary>
internal sealed class PairBatch : IDisposable
{
    public int SourceDatabase { get; private set; }

    public int TargetDatabase { get; private set; }

    public KeyBatch Source { get; } = new();

    public KeyBatch Target { get; } = new();

    public int Count => Source.Count;

    /// <summary>Found by its name on the target: a difference is told by that name.</summary>
    public bool IsReverse { get; private set; }

    public void Begin(int sourceDatabase, int targetDatabase, bool isReverse)
    {
        (SourceDatabase, TargetDatabase, IsReverse) = (sourceDatabase, targetDatabase, isReverse);
        Source.Clear();
        Target.Clear();
    }

    public void Add(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target)
    {
        Source.Add(source);
        Target.Add(target);
    }

    public KeyName Name(int index) => IsReverse ? new(TargetDatabase, Target[index].ToArray()) : new(SourceDatabase, Source[index].ToArray());

    public void Dispose()
    {
        Source.Dispose();
        Target.Dispose();
    }
}
