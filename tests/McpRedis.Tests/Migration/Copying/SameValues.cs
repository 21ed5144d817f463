using McpRedis.Rdb;
using McpRedis.Rdb.Canonical;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Copying;

/// <summary>Two servers hold the same, whatever their layouts.</summary>
internal static class SameValues
{
    public static RdbTarget TargetOf(string engine) => engine switch
    {
        "redis-8.0" => new(RdbFlavour.Redis, 12),
        "redis-8.6" => new(RdbFlavour.Redis, 13),
        "valkey-8.1" => new(RdbFlavour.Valkey, 11),
        "valkey-9.1" => new(RdbFlavour.Valkey, 80),
        _ => new(RdbFlavour.Redis, 10),
    };

    /// <summary>Every key of one database but those of a module, with its expiry.</summary>
    /// <param name="announced">In what they may differ.</param>
    public static async Task CheckAsync(RedisServerProcess source, RedisServerProcess target, int database, ValueAspect announced)
    {
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        await from.CallAsync("SELECT", database);
        await to.CallAsync("SELECT", database);
        var comparer = new ValueComparer(CanonicalKeys.Create(), new ValueComparisonOptions());
        (RdbFlavour ours, RdbFlavour theirs) = (await FlavourAsync(from), await FlavourAsync(to));
        foreach (RawReply key in (await from.CallAsync("KEYS", "*")).Items!)
        {
            if (key.Text.StartsWith("vectors", StringComparison.Ordinal))
            {
                continue;
            }
            Assert.Equal((await from.CallAsync("PEXPIRETIME", key.Bytes!)).Integer, (await to.CallAsync("PEXPIRETIME", key.Bytes!)).Integer);
            byte[] here = (await from.CallAsync("DUMP", key.Bytes!)).Bytes!;
            byte[]? there = (await to.CallAsync("DUMP", key.Bytes!)).Bytes;
            Assert.True(there is not null, $"{key.Text} is not there");
            var comparison = Compare(comparer, here, ours, there!, theirs).Without(announced);
            Assert.True(comparison.IsEqual, $"{key.Text}: {comparison.Aspects}");
        }
    }

    private static ValueComparison Compare(ValueComparer comparer, byte[] here, RdbFlavour ours, byte[] there, RdbFlavour theirs)
    {
        DumpPayload.TryParse(here, ours, out DumpView expected);
        DumpPayload.TryParse(there, theirs, out DumpView found);
        return comparer.Compare(new TypedValue(ours, expected.Type, expected.Value), new TypedValue(theirs, found.Type, found.Value), 0);
    }

    private static async Task<RdbFlavour> FlavourAsync(RawRedis redis) => (await redis.InfoAsync("server")).ContainsKey("valkey_version") ? RdbFlavour.Valkey : RdbFlavour.Redis;
}
