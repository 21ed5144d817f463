using System.Buffers;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Copying;

/// <summary>Two servers, data on the first, and a copy between them that a test can step into.</summary>
internal static class CopyBench
{
    public static CopyOptions Options(SelectionRequest? request = null) => new() { Selection = KeySelection.Of(request ?? new() { Collision = CollisionPolicy.Replace }), Patience = TimeSpan.FromSeconds(20) };

    public static async Task<ScanCopy> RunAsync(ConnectionOptions from, ConnectionOptions to, CopyOptions? options = null)
    {
        await using RedisConnection source = new(from, AccessLevel.Full, null, TimeProvider.System), target = new(to, AccessLevel.Full, null, TimeProvider.System);
        // A source is only read.
        var copy = new ScanCopy(
            source.BindBulk(CopyOptions.SourceCommands, AccessLevel.Read, new()), target.BindBulk(CopyOptions.TargetCommands, AccessLevel.Write, new()), options ?? Options(), TimeProvider.System);
        await copy.RunAsync(TestTimeout.Token());
        return copy;
    }

    /// <summary>Keys of every type, small and large, with and without expiry.</summary>
    public static async Task FillAsync(RawRedis redis, int keys, string prefix = "k:")
    {
        for (int i = 0; i < keys; i++)
        {
            string key = prefix + i;
            int size = i % 50 == 0 ? 600 : 3;
            object[] elements = [.. Enumerable.Range(0, size).Select(n => $"{i}-{n}")];
            object[] command = (i % 7) switch
            {
                0 => ["SET", key, new string('v', size * 10)],
                1 => ["RPUSH", key, .. elements],
                2 => ["SADD", key, .. elements],
                3 => ["ZADD", key, .. elements.SelectMany((e, n) => new[] { n * 1.5, e })],
                4 => ["HSET", key, .. elements.SelectMany(e => new[] { e, "x" })],
                5 => ["XADD", key, $"{i + 1}-1", "field", "value"],
                _ => ["SET", key, i],
            };
            await redis.WriteAsync(command);
            await redis.WriteAsync(["PEXPIREAT", key, i % 3 == 0 ? 4_000_000_000_000 + i : 5_000_000_000_000, .. i % 3 == 1 ? (object[])["XX"] : []]);
            await redis.ReadAsync();
            await redis.ReadAsync();
        }
    }

    /// <summary>Called ahead of every payload; damages those of keys the test names by number.</summary>
    public sealed class Step(Action<int> before, Func<int, PayloadOutcome>? outcome = null) : IPayloadTranscoder
    {
        private int _count;

        public PayloadOutcome Convert(ReadOnlySpan<byte> payload, IBufferWriter<byte> to, out string? refusal)
        {
            before(++_count);
            var result = outcome?.Invoke(_count) ?? PayloadOutcome.Same;
            refusal = result == PayloadOutcome.Refused ? "not on this target" : null;
            if (result == PayloadOutcome.Converted)
            {
                // A footer that no server accepts.
                to.Write(payload[..^10]);
                to.Write("\xff\xff12345678"u8);
            }
            return result;
        }
    }
}
