using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using McpRedis.Migration.Copying;
using McpRedis.Rdb;
using McpRedis.Rdb.Transcoding;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Copying;

/// <summary>Copies between every two products there are, with values that the one writes and the other cannot read as they are.</summary>
public sealed class PayloadTranscodingTests
{
    private const int Keys = 140;

    [Fact]
    public async Task Every_pair_of_engines_with_every_type()
    {
        Assert.SkipUnless(ServerEngine.Present.Count() > 1, "only one engine is there: eng/engines gets the others");
        var engines = new List<(string Name, RedisServerProcess Server, RdbTarget Takes)>();
        try
        {
            foreach (string name in ServerEngine.Present)
            {
                var server = await ServerEngine.StartAsync(name);
                engines.Add((name, server, default));
                await using var raw = await server.ConnectAsync();
                await CopyBench.FillAsync(raw, Keys);
                await raw.CallAsync("HSET", "fields", "a", "1", "b", "2");
                await raw.SendAsync("HPEXPIREAT", "fields", 4_000_000_000_123, "FIELDS", 1, "a");
                await raw.CallAsync("XGROUP", "CREATE", "k:5", "group", "0");
                await raw.CallAsync("XREADGROUP", "GROUP", "group", "consumer", "STREAMS", "k:5", ">");
                var info = await raw.InfoAsync("server");
                byte[] payload = (await raw.CallAsync("DUMP", "k:6")).Bytes!;
                engines[^1] = (name, server, new(info.ContainsKey("valkey_version") ? RdbFlavour.Valkey : RdbFlavour.Redis, BinaryPrimitives.ReadUInt16LittleEndian(payload.AsSpan(^10..))));
            }
            foreach (var from in engines)
            {
                foreach (var to in engines.Where(other => other != from))
                {
                    await PairAsync(from, to);
                }
            }
        }
        finally
        {
            foreach (var engine in engines)
            {
                await engine.Server.DisposeAsync();
            }
        }
    }

    [Fact]
    public void Damaged_payload_gets_no_checksum_that_says_it_is_whole()
    {
        var transcoder = new PayloadTranscoding(RdbFlavour.Redis, new(RdbFlavour.Redis, 10), new(), TimeProvider.System).Make();
        var payload = new ArrayBufferWriter<byte>();
        DumpPayload.Write(payload, default, RdbType.String, "\u0003abc"u8, 13);
        byte[] bytes = payload.WrittenSpan.ToArray();
        Assert.Equal(PayloadOutcome.Converted, transcoder.Convert(bytes, new ArrayBufferWriter<byte>(), out _));
        bytes[2] ^= 1;
        var to = new ArrayBufferWriter<byte>();
        Assert.Equal(PayloadOutcome.Refused, transcoder.Convert(bytes, to, out string? refusal));
        Assert.Equal(("The serialized value is damaged.", 0), (refusal, to.WrittenCount));
        Assert.Equal(PayloadOutcome.Refused, transcoder.Convert("short"u8, to, out _));
    }

    private static async Task PairAsync((string Name, RedisServerProcess Server, RdbTarget Takes) from, (string Name, RedisServerProcess Server, RdbTarget Takes) to)
    {
        // Into a database of its own, named by the source.
        int database = 1 + ServerEngine.Present.ToList().IndexOf(from.Name);
        var transcoding = new PayloadTranscoding(from.Takes.Flavour, to.Takes, new(), TimeProvider.System);
        var copy = await CopyBench.RunAsync(from.Server.Options(), to.Server.Options(), CopyBench.Options(new() { Databases = [new(0, database, [])] }) with { Transcoder = transcoding.Make });
        string pair = $"{from.Name} to {to.Name}";
        Assert.Equal((pair, Keys + 1L, 0L), (pair, copy.Counters[CopyOutcome.Copied], copy.Problems.Count));
        await using RawRedis source = await from.Server.ConnectAsync(), target = await to.Server.ConnectAsync();
        await target.CallAsync("SELECT", database);
        for (int i = 0; i < Keys; i++)
        {
            Assert.Equal((pair, await ValueAsync(source, $"k:{i}")), (pair, await ValueAsync(target, $"k:{i}")));
        }
        Assert.Equal((pair, "1 2"), (pair, string.Join(' ', (await target.CallAsync("HMGET", "fields", "a", "b")).Texts)));
        RawReply here = await source.SendAsync("HPEXPIRETIME", "fields", "FIELDS", 2, "a", "b"), there = await target.SendAsync("HPEXPIRETIME", "fields", "FIELDS", 2, "a", "b");
        bool isLost = !here.IsError && there.IsError;
        Assert.Equal((pair, isLost ? 1L : 0L), (pair, transcoding.Losses()[TranscodeLoss.FieldTtls]));
        if (!here.IsError && !there.IsError)
        {
            Assert.Equal((pair, "4000000000123 -1"), (pair, string.Join(' ', there.Texts)));
        }
    }

    private static async Task<string> ValueAsync(RawRedis redis, string key)
    {
        string type = (await redis.CallAsync("TYPE", key)).Text;
        var value = await (type switch
        {
            "string" => redis.CallAsync("GET", key),
            "list" => redis.CallAsync("LRANGE", key, 0, -1),
            "set" => redis.CallAsync("SMEMBERS", key),
            "zset" => redis.CallAsync("ZRANGE", key, 0, -1, "WITHSCORES"),
            "hash" => redis.CallAsync("HGETALL", key),
            _ => redis.CallAsync("XRANGE", key, "-", "+"),
        });
        var text = new StringBuilder($"{type} {(await redis.CallAsync("PEXPIRETIME", key)).Text} ");
        text.Append(value.Items is null || type is "list" or "zset" or "stream" ? value : string.Join(' ', (type == "hash" ? value.Map.Select(pair => $"{pair.Key}={pair.Value.Text}") : value.Texts).Order(StringComparer.Ordinal)));
        if (type == "stream" && key == "k:5")
        {
            text.Append((await redis.CallAsync("XPENDING", key, "group", "-", "+", 10))[0][0].Text);
        }
        return text.ToString();
    }
}
