using System.Buffers;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Analysis.Hot;

/// <summary>
/// Listens to all commands of a server for a moment and counts the keys they name. It costs the server up to half of its throughput while it lasts, so it is
/// bounded by time, by bytes and by commands, whichever comes first. Values are dropped as they come in; nothing but keys is kept.
/// </summary>
internal static class MonitorSample
{
    private const int MostBytes = 32 << 20;
    private const int MostCommands = 200_000;
    private const int MostLine = 16 << 10;
    private const int Counters = 1024;

    /// <param name="databases">Whose keys may be shown; null for all.</param>
    /// <param name="duration">How long it listens at most.</param>
    public static async Task<HotKeysFound> RunAsync(IBulkGateway door, MasterNode node, IReadOnlyList<int>? databases, TimeSpan duration, TimeProvider time, CancellationToken cancellationToken)
    {
        var counts = new SpaceSaving(Counters);
        var words = new List<ReadOnlyMemory<byte>>();
        await using var pipe = await door.OpenAsync(node, RespPipeOptions.Default, cancellationToken);
        long started = time.GetTimestamp(), commands = 0, bytes = 0;
        using var over = new CancellationTokenSource(duration, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        await using var stream = await pipe.StreamAsync(RedisCommand.Of("MONITOR"), cancellationToken);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MostLine * 4);
        try
        {
            int held = 0;
            bool skips = false;   // the rest of a line that was too long
            while (bytes < MostBytes && commands < MostCommands)
            {
                int read = await stream.ReadAsync(buffer.AsMemory(held), either.Token);
                if (read == 0)
                {
                    break;
                }
                bytes += read;
                held += read;
                int from = 0;
                for (int end; (end = buffer.AsSpan(from, held - from).IndexOf((byte)'\n')) >= 0; from += end + 1)
                {
                    commands += !skips && Count(buffer.AsSpan(from, end), databases, counts, words) ? 1 : 0;
                    skips = false;
                }
                if (held - from > MostLine)
                {
                    commands += !skips && Count(buffer.AsSpan(from, held - from), databases, counts, words) ? 1 : 0;
                    (skips, from) = (true, held);
                }
                buffer.AsSpan(from, held - from).CopyTo(buffer);
                held -= from;
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The time is up: that is how it ends.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
        return new(HotKeysSource.Monitor, time.GetElapsedTime(started), commands, [.. counts.Ranked.Select(count => new HotKeyFound(count.Name.Database, count.Name.Name, count.Name.NameBytes, count.Count - count.Over, count.Count, counts.Total))]);
    }

    // +OK is none, and neither is our own.
    private static bool Count(ReadOnlySpan<byte> line, IReadOnlyList<int>? databases, SpaceSaving counts, List<ReadOnlyMemory<byte>> words)
    {
        if (line.Length < 2 || line[0] != '+' || !MonitorLine.TryRead(line[1..].TrimEnd((byte)'\r'), out int database, words))
        {
            return false;
        }
        if (databases?.Contains(database) == false)
        {
            return false;
        }
        foreach (int at in CommandTable.Pinned.Keys(words) ?? [])
        {
            counts.Add(database, words[at].Span);
        }
        return true;
    }
}
