using System.Globalization;
using McpRedis.Rdb;
using McpRedis.Rdb.Canonical;
using McpRedis.Rdb.Elements;
using McpRedis.Tests.Rdb.Transcoding;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Rdb.Canonical;

[Collection(nameof(EngineServers))]
public sealed class CanonicalBuilderTests(EngineServers servers)
{
    private const long NowMs = 1_800_000_000_000;
    private static readonly CanonicalKeys Keys = CanonicalKeys.Create();

    [Theory]
    [MemberData(nameof(ServerEngine.Cases), MemberType = typeof(ServerEngine))]
    public async Task What_commands_reply_has_the_form_of_the_payload(string name)
    {
        EngineServers.Engine engine = servers[name];
        int compared = 0;
        foreach ((string key, byte[] dump) in engine.Dumps.Where(dump => !dump.Key.StartsWith("vectorset", StringComparison.Ordinal)))
        {
            CanonicalForm built = await BuildAsync(engine.Redis, key, hasTtls: key.StartsWith("hash-ttl", StringComparison.Ordinal) && HasFieldTtls(engine, dump));
            CanonicalForm read = Read(engine, dump);
            Assert.Equal(read with { Stream = null }, built with { Stream = null });
            Assert.True(read.DifferencesTo(built) is ValueAspect.None or ValueAspect.Idempotence, key); // no command tells what producers sent
            compared++;
        }
        Assert.True(compared > 20);
    }

    [Fact]
    public void A_string_in_parts_is_the_string()
    {
        byte[] text = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];
        CanonicalForm whole = new CanonicalReader(Keys).Read(new TypedValue(RdbFlavour.Redis, RdbType.String, [0x40, 200, .. text]), NowMs);
        foreach (int chunk in new[] { 1, 7, 64, 199, 200 })
        {
            var builder = new CanonicalBuilder(Keys, RdbShape.String);
            builder.BeginString(text.Length);
            foreach (byte[] part in text.Chunk(chunk))
            {
                builder.StringPart(part);
            }
            builder.EndString();
            Assert.Equal(whole, builder.Build());
        }
    }

    private static bool HasFieldTtls(EngineServers.Engine engine, byte[] dump) =>
        DumpPayload.TryParse(dump, engine.Accepts.Flavour, out DumpView view) && view.Type.MayHaveFieldTtls();

    private static CanonicalForm Read(EngineServers.Engine engine, byte[] dump)
    {
        Assert.True(DumpPayload.TryParse(dump, engine.Accepts.Flavour, out DumpView view));
        return new CanonicalReader(Keys).Read(new TypedValue(engine.Accepts.Flavour, view.Type, view.Value, view.Meta), NowMs);
    }

    private static async Task<CanonicalForm> BuildAsync(RawRedis redis, string key, bool hasTtls)
    {
        string type = (await redis.CallAsync("TYPE", key)).Text;
        var builder = new CanonicalBuilder(Keys, type switch
        {
            "string" => RdbShape.String,
            "list" => RdbShape.List,
            "set" => RdbShape.Set,
            "zset" => RdbShape.SortedSet,
            "hash" => RdbShape.Hash,
            _ => RdbShape.Stream,
        });
        switch (type)
        {
            case "string":
                byte[] text = (await redis.CallAsync("GET", key)).Bytes!;
                builder.BeginString(text.Length);
                builder.StringPart(text);
                builder.EndString();
                break;
            case "list":
                Each(await redis.CallAsync("LRANGE", key, 0, -1), item => builder.Item(item.Bytes));
                break;
            case "set":
                Each(await redis.CallAsync("SMEMBERS", key), member => builder.Member(member.Bytes));
                break;
            case "zset":
                foreach (RawReply[] pair in (await redis.CallAsync("ZRANGE", key, 0, -1, "WITHSCORES")).Items!.Chunk(2))
                {
                    Assert.True(ZSetScore.TryParse(pair[1].Bytes, out double score));
                    builder.Member(pair[0].Bytes, score);
                }
                break;
            case "hash":
                foreach (RawReply[] pair in (await redis.CallAsync("HGETALL", key)).Items!.Chunk(2))
                {
                    long ttl = hasTtls ? (await redis.CallAsync("HPEXPIRETIME", key, "FIELDS", 1, pair[0].Bytes!))[0].Integer : -1;
                    builder.Field(pair[0].Bytes, pair[1].Bytes, ttl);
                }
                break;
            default:
                await StreamAsync(redis, key, builder);
                break;
        }
        return builder.Build();
    }

    private static async Task StreamAsync(RawRedis redis, string key, CanonicalBuilder builder)
    {
        Each(await redis.CallAsync("XRANGE", key, "-", "+"), entry =>
        {
            builder.BeginEntry(Id(entry[0]));
            foreach (RawReply[] field in entry[1].Items!.Chunk(2))
            {
                builder.EntryField(field[0].Bytes, field[1].Bytes);
            }
            builder.EndEntry();
        });
        IReadOnlyDictionary<string, RawReply> info = (await redis.CallAsync("XINFO", "STREAM", key, "FULL", "COUNT", 0)).Map;
        builder.Stream(new StreamState
        {
            Length = (ulong)info["length"].Integer,
            LastId = Id(info["last-generated-id"]),
            Counters = new(Id(info["recorded-first-entry-id"]), Id(info["max-deleted-entry-id"]), (ulong)info["entries-added"].Integer),
            Groups = [.. info["groups"].Items!.Select(group => Group(group.Map))],
        });
    }

    private static StreamGroup Group(IReadOnlyDictionary<string, RawReply> group)
    {
        StreamConsumer[] consumers = [.. group["consumers"].Items!.Select(consumer => new StreamConsumer(consumer.Map["name"].Bytes!, 0, 0))];
        return new(
            group["name"].Bytes!, Id(group["last-delivered-id"]), group["entries-read"].IsNull ? null : (ulong)group["entries-read"].Integer,
            [.. group["pending"].Items!.Select(pending => new StreamPending(
                Id(pending[0]), pending[2].Integer, (ulong)pending[3].Integer, Array.FindIndex(consumers, consumer => consumer.Name.AsSpan().SequenceEqual(pending[1].Bytes))))],
            consumers);
    }

    private static StreamId Id(RawReply id)
    {
        string[] parts = id.Text.Split('-');
        return new(ulong.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static void Each(RawReply reply, Action<RawReply> use)
    {
        foreach (RawReply item in reply.Items!)
        {
            use(item);
        }
    }
}
