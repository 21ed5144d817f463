namespace McpRedis.Redis.Raw;

/// <summary>Counts of one connection's commands, handed to the trace in heaps. For one writer.</summary>
internal sealed class CommandTally(CommandTrace trace)
{
    private const int Heap = 1024;

    private (BulkCommand? Command, int Commands, int Keys)[] _counts = new (BulkCommand?, int, int)[4];

    public void Add(BulkCommand command, int keys)
    {
        if (command.Ordinal >= _counts.Length)
        {
            Array.Resize(ref _counts, command.Ordinal + 4);
        }
        ref var count = ref _counts[command.Ordinal];
        (count.Command, count.Commands, count.Keys) = (command, count.Commands + 1, count.Keys + keys);
        if (count.Commands >= Heap)
        {
            Tell(ref count);
        }
    }

    /// <summary>Hands over the rest.</summary>
    public void Flush()
    {
        foreach (ref var count in _counts.AsSpan())
        {
            Tell(ref count);
        }
    }

    private void Tell(ref (BulkCommand? Command, int Commands, int Keys) count)
    {
        if (count.Commands > 0)
        {
            trace.Add(count.Command!.FullName, count.Commands, count.Keys);
            (count.Commands, count.Keys) = (0, 0);
        }
    }
}
