using System.Diagnostics;
using System.Globalization;
using McpRedis.Redis;

namespace McpRedis.Benchmarks.Migration;

/// <summary>Our copy beside what the server itself offers, in turns on the same two servers.</summary>
internal static class Comparison
{
    private const int MigrateBatch = 100;

    public static async Task RunAsync(DataSet set, int keys, int rounds, string engine)
    {
        await using var source = await LoopbackServer.StartAsync(engine);
        await using var target = await LoopbackServer.StartAsync(engine);
        await set.FillAsync(source.Door(DataSet.Commands), keys);
        for (int round = 1; round <= rounds; round++)
        {
            await target.AskAsync("FLUSHALL");
            var (sourceCpu, targetCpu) = (await source.CpuSecondsAsync(), await target.CpuSecondsAsync());
            var ours = await CopyRun.InChildAsync(source.Port, target.Port);
            (sourceCpu, targetCpu) = (await source.CpuSecondsAsync() - sourceCpu, await target.CpuSecondsAsync() - targetCpu);
            if ((await target.AskAsync("DBSIZE")).Integer != keys)
            {
                throw new InvalidOperationException($"{(await target.AskAsync("DBSIZE")).Integer} of {keys} keys arrived.");
            }
            await target.AskAsync("FLUSHALL");
            int sample = Math.Min(keys, 100_000);
            double migrate = await MigrateAsync(source, target, sample);
            double rate = keys / ours.Seconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{set.Name} round {round}: scan {ours.Seconds:0.00} s {rate / 1000:0} k/s, CPU per million keys: ours {ours.CpuSeconds * 1e6 / keys:0.00} source {sourceCpu * 1e6 / keys:0.00} target {targetCpu * 1e6 / keys:0.00} s, peak {ours.PeakMiB:0} MiB; MIGRATE KEYS {MigrateBatch} {sample / migrate / 1000:0} k/s; ratio {rate / (sample / migrate):0.0}"));
        }
    }

    private static async Task<double> MigrateAsync(LoopbackServer source, LoopbackServer target, int keys)
    {
        var door = source.Door("MIGRATE");
        await using var pipe = await door.OpenAsync((await door.ResolveAsync(default)).Masters[0], new() { IdleTimeout = TimeSpan.FromMinutes(2) }, default);
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < keys; i += MigrateBatch)
        {
            var command = RedisCommand.Of("MIGRATE").Arg("127.0.0.1").Arg(target.Port).Arg("").Arg(0).Arg(60_000).Arg("COPY").Arg("REPLACE").Arg("KEYS");
            for (int k = i; k < Math.Min(i + MigrateBatch, keys); k++)
            {
                command.Arg(DataSet.KeyOf(k));
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
