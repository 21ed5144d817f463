using System.Globalization;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Tail;

/// <summary>Clients that write without pause, and know what the server has acknowledged to them. Most of what they write would show if it were run twice, or not.</summary>
internal sealed class SteadyWriters : IAsyncDisposable
{
    private const int Writers = 2;
    private readonly CancellationTokenSource _end = new();
    private readonly Task[] _running;
    private readonly long[] _acknowledged = new long[Writers];

    public SteadyWriters(RedisServerProcess server) => _running = [.. Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(server, writer)))];

    public long Acknowledged => _acknowledged.Sum();

    // While writers are held back one command of each waits for its answer.
    public Task StopAsync() => _end.CancelAsync();

    /// <summary>Every write that was acknowledged is there.</summary>
    public async Task CheckAsync(RedisServerProcess target)
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running);
        await using RawRedis redis = await target.ConnectAsync();
        for (int writer = 0; writer < Writers; writer++)
        {
            // Both at once: the last write of all may be on its way still.
            await redis.CallAsync("MULTI");
            await redis.CallAsync("GET", $"w:{writer}:count");
            await redis.CallAsync("LLEN", $"w:{writer}:list");
            RawReply[] both = [.. (await redis.CallAsync("EXEC")).Items!];
            long written = long.Parse(both[0].Text, CultureInfo.InvariantCulture);
            // One more may have been acknowledged by the source when it let them go on.
            Assert.InRange(written, _acknowledged[writer] - 1, _acknowledged[writer]);
            Assert.Equal(written / 2, both[1].Integer);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task WriteAsync(RedisServerProcess server, int writer)
    {
        await using RawRedis redis = await server.ConnectAsync();
        for (long i = 1; !_end.IsCancellationRequested; i++)
        {
            if (i % 2 == 0)
            {
                await redis.CallAsync("MULTI");
                await redis.CallAsync("INCR", $"w:{writer}:count");
                await redis.CallAsync("RPUSH", $"w:{writer}:list", i);
                await redis.CallAsync("EXEC");
            }
            else
            {
                await redis.CallAsync("INCR", $"w:{writer}:count");
            }
            Volatile.Write(ref _acknowledged[writer], i);
            if (i % 10 == 0)
            {
                await redis.CallAsync("SELECT", 5);
                await redis.CallAsync("SET", $"w:{writer}:{i % 1000}", i, "EX", 100_000);
                await redis.CallAsync("SELECT", 0);
            }
        }
    }
}
