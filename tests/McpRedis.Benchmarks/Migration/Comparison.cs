using System.Diagnostics;
using System.Globalization;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Benchmarks.Migration;

/// <summary>Our copy beside what the server itself offers, in turns on the same two servers.</summary>
internal static class Comparison
{
    private const int MigrateBatch = 100;

    public static async Task RunAsync(DataSet set, int keys, int rounds, IReadOnlyList<string> paths, string engine)
    {
        await using var source = await LoopbackServer.StartAsync(engine);
        await using var target = await LoopbackServer.StartAsync(engine);
        await set.FillAsync(source.Door(DataSet.Commands), keys);
        for (int round = 1; round <= rounds; round++)
        {
            await target.AskAsync("FLUSHALL");
            int sample = Math.Min(keys, 100_000);
            double migrate = sample / await MigrateAsync(source, target, sample);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{set.Name} round {round}: MIGRATE KEYS {MigrateBatch} {migrate / 1000:0} k/s"));
            foreach (string path in paths)
            {
                await MeasureAsync(path, set, round, source, target, keys, migrate);
            }
            // What the last copy left is what it should be.
            await CompareAsync(set, round, source, target, keys);
        }
    }

    private static async Task MeasureAsync(string path, DataSet set, int round, LoopbackServer source, LoopbackServer target, int keys, double migrate)
    {
        await target.AskAsync("FLUSHALL");
        var (sourceCpu, targetCpu) = (await source.CpuSecondsAsync(), await target.CpuSecondsAsync());
        var ours = await CopyRun.InChildAsync(path, source.Port, target.Port);
        (sourceCpu, targetCpu) = (await source.CpuSecondsAsync() - sourceCpu, await target.CpuSecondsAsync() - targetCpu);
        if ((await target.AskAsync("DBSIZE")).Integer != keys)
        {
            throw new InvalidOperationException($"{(await target.AskAsync("DBSIZE")).Integer} of {keys} keys arrived.");
        }
        double rate = keys / ours.Seconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{set.Name} round {round}: {path} {ours.Seconds:0.00} s {rate / 1000:0} k/s, CPU per million keys: ours {ours.CpuSeconds * 1e6 / keys:0.00} source {sourceCpu * 1e6 / keys:0.00} target {targetCpu * 1e6 / keys:0.00} s, peak {ours.PeakMiB:0} MiB; {rate / migrate:0.0} times MIGRATE"));
    }

    private static async Task CompareAsync(DataSet set, int round, LoopbackServer source, LoopbackServer target, int keys)
    {
        var (sourceCpu, targetCpu) = (await source.CpuSecondsAsync(), await target.CpuSecondsAsync());
        var ours = await CopyRun.InChildAsync(["compare", $"{source.Port}", $"{target.Port}"]);
        (sourceCpu, targetCpu) = (await source.CpuSecondsAsync() - sourceCpu, await target.CpuSecondsAsync() - targetCpu);
        if (ours.Copied != keys)
        {
            throw new InvalidOperationException($"{ours.Copied} of {keys} keys agree.");
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{set.Name} round {round}: compare {ours.Seconds:0.00} s {keys / ours.Seconds / 1000:0} k/s, CPU per million keys: ours {ours.CpuSeconds * 1e6 / keys:0.00} source {sourceCpu * 1e6 / keys:0.00} target {targetCpu * 1e6 / keys:0.00} s, peak {ours.PeakMiB:0} MiB"));
    }

    // As a tool would: it has to find its keys, too, and finds them in no order that the memory knows.
    private static async Task<double> MigrateAsync(LoopbackServer source, LoopbackServer target, int keys)
    {
        var door = source.Door("MIGRATE", "SCAN");
        await using var pipe = await door.OpenAsync((await door.ResolveAsync(default)).Masters[0], new() { IdleTimeout = TimeSpan.FromMinutes(2) }, default);
        var scan = door.Scan(pipe, null);
        using var batch = new KeyBatch();
        long started = Stopwatch.GetTimestamp();
        for (int moved = 0; moved < keys; moved += batch.Count)
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
                throw new InvalidOperationException(reply.Text);
            }
        }
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
