using System.Diagnostics;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Benchmarks.Migration;

/// <summary>What the servers themselves offer, on the same two in the same round. Each gives keys a second.</summary>
internal static class Baselines
{
    private const int MigrateBatch = 100;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5), Longest = TimeSpan.FromMinutes(2);

    /// <summary>MIGRATE … KEYS in batches of 100. As a tool would: it has to find its keys, too, and finds them in no order that the memory knows.</summary>
    public static async Task<double> MigrateAsync(LoopbackServer source, LoopbackServer target, int keys)
    {
        var door = source.Door("MIGRATE", "SCAN");
        await using var pipe = await door.OpenAsync((await door.ResolveAsync(default)).Masters[0], new() { IdleTimeout = Longest }, default);
        var scan = door.Scan(pipe, null);
        using var batch = new KeyBatch();
        long started = Stopwatch.GetTimestamp();
        int moved = 0;
        for (; moved < keys; moved += batch.Count)
        {
            batch.Clear();
            scan.Write(MigrateBatch);
            await pipe.FlushAsync(default);
            await pipe.ReadAsync(default);
            scan.Read(pipe.Reply, batch);
            var command = RedisCommand.Of("MIGRATE").Arg("127.0.0.1").Arg(target.Port).Arg("").Arg(0).Arg(60_000).Arg("COPY").Arg("REPLACE").Arg("KEYS");
            for (int i = 0; i < batch.Count; i++)
            {
                command.Arg(batch[i].ToArray());
            }
            var reply = await pipe.AskAsync(command, default);
            if (reply.IsError)
            {
                throw new InvalidOperationException($"MIGRATE: {reply.Text}");
            }
        }
        return moved / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>REPLICAOF, until the link is up and everything loaded.</summary>
    public static async Task<double> ReplicateAsync(LoopbackServer source, LoopbackServer target, int keys)
    {
        await using var pipe = await target.OpenAsync();
        long started = Stopwatch.GetTimestamp();
        await LoopbackServer.AskAsync(pipe, "REPLICAOF", "127.0.0.1", $"{source.Port}");
        for (; !await IsUpAsync(pipe); await Task.Delay(Look))
        {
            if (Stopwatch.GetElapsedTime(started) > Longest)
            {
                throw new InvalidOperationException("REPLICAOF: the link did not come up");
            }
        }
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await LoopbackServer.AskAsync(pipe, "REPLICAOF", "NO", "ONE");
        return keys / seconds;
    }

    private static async Task<bool> IsUpAsync(RespPipe pipe)
    {
        var info = InfoText.Parse((await LoopbackServer.AskAsync(pipe, "INFO")).Text);
        return info["master_link_status"] == "up" && info["loading"] != "1";
    }
}
